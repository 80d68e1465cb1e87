"""What schemathesis is told beside the description: who asks, from where, and which replies name what others ask for."""

import atexit
import collections
import itertools
import json
import os
import threading

import people
import schemathesis
from schemathesis.core.parameters import ParameterLocation

# What requests take that the description can't know: one in two, of those that are made to be taken, has these of the
# caller's. In their paths they all name something that the caller has.
OWN = {
    "firststep_post_api_login": {"email": "email", "password": "password"},
    "firststep_post_api_changepassword": {"currrentPassword": "password"},
    "cultureconnect_post_auth_login": {"username": "name", "password": "password"},
    "cultureconnect_post_auth_logout": {"session-id": "session"},
    "flaskapi_post_api_auth_login": {"username": "name", "password": "password"},
    "faceofmind_post_api_v1_auth_login": {"email": "email", "password": "password"},
    "faceofmind_post_api_v1_auth_refresh": {"refresh_token": "refresh"},
    "profilecard_post_login": {"email": "email", "password": "password"},
    "profilecard_post_intra_in_cont": {"email": "email", "password": "password"},
    "profilecard_post_changePassword": {"currentPassword": "password"},
    "app_post_app_sign_in": {"name": "email", "password": "password"},
    "app_post_app_password": {"current": "password"},
    "app_delete_app_account": {"password": "password"},
    "app_post_app_address": {"password": "password"},
    "app_post_app_second_factor_offer": {"password": "password"},
    "app_delete_app_second_factor": {"password": "password"},
    "app_post_app_app_passwords": {"password": "password"},
    "app_post_app_shares": {"result": "result_id"},
    "app_post_app_comparisons": {"result": "result_id"},
    "app_post_app_compare_invitation": {"result": "result_id"},
    "app_post_app_instruments_instrument_id_results": {"answers": "instrument_answers"},
    "app_post_app_instruments_instrument_id_guest_result": {"answers": "instrument_answers"},
}
# After these the account is gone, or nobody knows its password.
LAST = {"app_post_app_password", "app_delete_app_account"}
# A file in each folder of them.
FILES = {"/static/{file}": "icon.svg", "/static/app/{file}": "main.js"}
# Where the token to be exchanged stands in the place of the other.
EXCHANGES = ("flaskapi_get_api_refresh", "flaskapi_get_api_auth_refresh")

# What is made, by the operation that makes it: the parameter that names it, and where its reply has that.
MADE = {
    "cultureconnect_post_auth_login": ("session_id", "/session_id"),
    "faceofmind_post_api_v1_auth_register": ("user_id", "/id"),
    "faceofmind_post_api_v1_sessions": ("session_id", "/id"),
    "faceofmind_post_api_v1_sessions_session_id_detections": ("detection_id", "/id"),
    "faceofmind_post_api_v1_sessions_session_id_detections_detection_id_facial": ("facial_id", "/id"),
    "faceofmind_post_api_v1_sessions_session_id_detections_detection_id_voice": ("voice_id", "/id"),
    "faceofmind_post_api_v1_posts": ("post_id", "/id"),
    "faceofmind_post_api_v1_posts_post_id_comments": ("comment_id", "/id"),
    "faceofmind_post_api_v1_reminders": ("reminder_id", "/id"),
    "flaskapi_post_api_users": ("username", "/results/username"),
    "app_post_app_results": ("result_id", "/id"),
    "app_post_app_shares": ("share_id", "/id"),
    "app_post_app_comparisons": ("comparison_id", "/id"),
    "app_get_app_sessions": ("session_id", "/sessions/0/id"),
    "app_post_app_instruments_instrument_id_results": ("instrument_result_id", "/id"),
}
# What is made at one place and asked for at another.
ELSEWHERE = {
    "faceofmind_post_api_v1_auth_register": "/api/v1/users/",
    "cultureconnect_post_auth_login": "/users/",
    "app_post_app_instruments_instrument_id_results": "/app/instrument-results/",
}
# Of something new there is none yet.
NOT_YET = {"faceofmind_get_api_v1_sessions_session_id_feedback"}
KEYS = [
    ("app_post_app_shares", "app_get_app_shared_key", "key"),
    ("app_post_app_comparisons", "app_get_app_compare_invitation", "invitation"),
]

CALLERS = {}
# The families whose caller deleted something.
USED_UP = set()
TURNS = itertools.count()
LOCK = threading.Lock()
ANSWERS = collections.Counter()


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Writes down the page's cookie, and which reply names what other operations ask for, as OpenAPI's links."""
    # Generated clients sign in with a bearer's token at the page's routes, too; here the page itself asks.
    raw_schema["components"]["securitySchemes"]["cookie"] = {"type": "apiKey", "in": "cookie", "name": people.COOKIE}
    operations = {
        operation["operationId"]: (path, operation)
        for path, methods in raw_schema["paths"].items()
        for method, operation in methods.items()
    }
    for _, operation in operations.values():
        if operation["tags"] == ["Page"] and operation["security"]:
            operation["security"] = [{"cookie": []}]
    for maker, (parameter, pointer) in MADE.items():
        if maker not in operations:
            continue
        path, operation = operations[maker]
        made = ELSEWHERE.get(maker, path.rstrip("/") + "/") + f"{{{parameter}}}"
        around = {name: f"$request.path.{name}" for name in names(path)}
        for wanted, (target, _) in operations.items():
            if target.startswith(made) and names(target) <= {parameter, *around} and wanted not in NOT_YET:
                named = {name: value for name, value in around.items() if name in names(target)}
                link(operation, wanted, {parameter: f"$response.body#{pointer}", **named})
    for maker, wanted, parameter in KEYS:
        if maker in operations:
            link(operations[maker][1], wanted, {parameter: "$response.body#/key"})


def names(path):
    return {part[1:-1] for part in path.split("/") if part.startswith("{")}


def link(operation, wanted, parameters):
    [success] = [status for status in operation["responses"] if status == "200"]
    links = operation["responses"][success].setdefault("links", {})
    links[wanted] = {"operationId": wanted, "parameters": parameters}


def operation_of(case):
    raw = case.operation.definition.raw
    return raw["operationId"], raw["tags"][0]


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    """The credentials of the operation's family."""

    def get(self, case, context):
        _, family = operation_of(case)
        with LOCK:
            if family not in CALLERS:
                CALLERS[family] = people.Person(family)
            if family in USED_UP:
                USED_UP.remove(family)
                CALLERS[family].find_things()
            return CALLERS[family]

    def set(self, case, person, context):
        name, family = operation_of(case)
        if case.operation.definition.raw["security"] or family == "Page":
            headers = dict(person.headers)
            if name in EXCHANGES:
                headers["Authorization"] = f"Bearer {person.refresh}"
            case.headers = {**(case.headers or {}), **headers}
            # Where a wrong cookie is what is tried, the right one would hide it.
            if case.meta is None or not case.meta.is_negative_at(ParameterLocation.COOKIE):
                case.cookies = {**(case.cookies or {}), **person.cookies}
        if is_right(case):
            put_own(case, name, person)


def is_right(case):
    """Whether it isn't made to be refused."""
    return case.meta is not None and case.meta.generation.mode.is_positive


def is_stateful(case):
    """Whether it is a step of a scenario."""
    return case.meta is not None and case.meta.phase.name.value == "stateful"


def put_own(case, name, person):
    own = {"email": person.email, "name": person.name, "session": person.session, "refresh": person.refresh,
           "password": people.PASSWORD}
    own |= person.things
    knows = name in OWN and not (is_stateful(case) and name in LAST)
    if isinstance(case.body, dict) and knows and next(TURNS) % 2:
        case.body = {**case.body, **{field: own[value] for field, value in OWN[name].items()}}
    # Along a link, what is asked for is what was made before.
    if case.path_parameters and not is_stateful(case):
        things = {**person.things, "file": FILES.get(case.operation.path)}
        if case.operation.path.endswith("/feedback"):
            things["session_id"] = person.things["ended"]
        known = {name: value for name, value in things.items() if value and name in case.path_parameters}
        case.path_parameters = {**case.path_parameters, **known}


@schemathesis.hook
def before_call(context, case, kwargs):
    # Guesses are counted by network: fuzzing from one place would meet that limit and nothing else.
    case.headers = {**(case.headers or {}), "X-Forwarded-For": people.elsewhere()}
    # A key that was used before brings the reply of then, whatever became of what was made.
    if is_stateful(case):
        case.headers.pop("Idempotency-Key", None)


@schemathesis.hook
def after_call(context, case, response):
    name, family = operation_of(case)
    if case.method.upper() != case.operation.method.upper():
        return
    with LOCK:
        ANSWERS[case.operation.label, response.status_code] += 1
        if ends(case, response):
            # Along a link it must be the same person who asks for what they made.
            if not (is_stateful(case) and family in CALLERS and CALLERS[family].signs_in_again()):
                CALLERS.pop(family, None)
        elif family in CALLERS and case.method.upper() == "DELETE" and response.status_code < 300:
            USED_UP.add(family)


def ends(case, response):
    """Whether the caller may have lost the session or the account, or has to wait."""
    if response.status_code >= 300:
        return response.status_code == 429
    method, path = case.operation.method.upper(), case.operation.path.lower()
    # Whoever signs up isn't the caller.
    is_new = method == "POST" and path in ("/api/user", "/api/users")
    exchanged = any(word in path for word in ("logout", "refresh", "sign-out"))
    touched = any(word in path for word in ("user", "account", "password", "changeemail", "/app/sessions"))
    return exchanged or (touched and method != "GET" and not is_new)


@atexit.register
def tell():
    """What each operation answered, for run.py."""
    with open(os.environ["FIRSTSTEP_ANSWERS"], "a", encoding="utf-8") as file:
        for (label, status), count in ANSWERS.items():
            file.write(json.dumps([label, status, count]) + "\n")
