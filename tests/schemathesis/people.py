"""Who schemathesis asks as: somebody signed in by each family's own way, made anew when what was asked ended them."""

import http.cookiejar
import itertools
import json
import os
import subprocess
import urllib.error
import urllib.request

URL = os.environ["FIRSTSTEP_FUZZED"]
# A user's or an administrator's round.
ROLE = os.environ["FIRSTSTEP_ROLE"]
PASSWORD = "password123"
# What the page's cookie is called where it comes without TLS.
COOKIE = "firststep_session"

NUMBERS = itertools.count()


def ask(path, fields=None, method=None, **headers):
    """A reply's JSON, and its cookies."""
    body = None if fields is None else json.dumps(fields).encode()
    # Each from another network: signing in often isn't what is tested here.
    headers = {"Content-Type": "application/json", "X-Forwarded-For": elsewhere(), **headers}
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(urllib.request.Request(URL + path, body, headers, method=method), timeout=60) as reply:
        return json.load(reply), {one.name: one.value for one in jar}


def elsewhere():
    """An address that nobody asked from yet, as a proxy tells it."""
    at = next(NUMBERS)
    return f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}"


class Person:
    """An account, signed in by one family."""

    def __init__(self, family):
        self.name = f"{ROLE}{next(NUMBERS)}"
        self.email = f"{self.name}@example.com"
        # CultureConnect's sign-up is the one that takes a username.
        made, _ = ask("/auth/register", {"username": self.name, "email": self.email, "password": PASSWORD})
        self.session = made["session_id"]
        if ROLE == "admin":
            command = [os.environ["FIRSTSTEP_PROGRAM"], "user", "--data-dir", os.environ["FIRSTSTEP_FOLDER"]]
            subprocess.run([*command, "role", self.email, "admin"], check=True, capture_output=True)
        self.refresh = ""
        self.headers, self.cookies = {}, {}
        SIGN_IN[family](self)
        self.family = family
        self.find_things()

    def signs_in_again(self):
        """Whether they still can."""
        try:
            SIGN_IN[self.family](self)
        except urllib.error.HTTPError:
            return False
        return True

    def find_things(self):
        """What names the things they have, by the parameter that it is asked for with; they are made."""
        self.things = {"username": self.name, "session_id": self.session}
        if self.family in THINGS:
            self.things |= THINGS[self.family](self)

    def make(self, path, fields=None):
        """What a request as them brings."""
        return ask(path, fields or {}, **self.headers)[0]


def by_firststep(person):
    reply, _ = ask("/api/login", {"email": person.email, "password": PASSWORD})
    bear(person, reply["loginResult"]["token"])


def by_cultureconnect(person):
    bear(person, person.session)


def by_flaskapi(person):
    reply, _ = ask("/api/auth/login", {"username": person.name, "password": PASSWORD})
    person.refresh = reply["results"]["refresh_token"]
    bear(person, reply["results"]["access_token"])


def by_faceofmind(person):
    reply, _ = ask("/api/v1/auth/login", {"email": person.email, "password": PASSWORD})
    person.refresh = reply["refresh_token"]
    bear(person, reply["access_token"])


def by_profile_card(person):
    reply, _ = ask("/login", {"email": person.email, "password": PASSWORD})
    person.headers["Authorization"] = reply["message"]


def by_the_page(person):
    """The cookie, and the proof that our own page sends it."""
    me, person.cookies = ask("/app/sign-in", {"name": person.email, "password": PASSWORD})
    person.headers["X-CSRF-Token"] = me["csrf"]


def bear(person, token):
    person.headers["Authorization"] = f"Bearer {token}"


SIGN_IN = {
    "FirstStep": by_firststep,
    "CultureConnect": by_cultureconnect,
    "flask-api": by_flaskapi,
    "FaceofMind": by_faceofmind,
    "Profile card": by_profile_card,
    "Page": by_the_page,
    "KServe v2": by_firststep,
    "Site": by_firststep,
    "Rooms": by_firststep,
}


def of_faceofmind(person):
    session = person.make("/api/v1/sessions/")["id"]
    of_session = f"/api/v1/sessions/{session}"
    detection = person.make(f"{of_session}/detections")["id"]
    of_detection = f"{of_session}/detections/{detection}"
    facial = person.make(f"{of_detection}/facial", {"emotion": "happy"})["id"]
    voice = person.make(f"{of_detection}/voice", {"content": "I feel better today."})["id"]
    post = person.make("/api/v1/posts", {"content": "I went for a walk."})["id"]
    comment = person.make(f"/api/v1/posts/{post}/comments", {"content": "Good for you!"})["id"]
    reminder = person.make("/api/v1/reminders", {"title": "Breathe", "reminder_time": "2099-01-01T09:00:00Z"})["id"]
    user, _ = ask("/api/v1/auth/me", **person.headers)
    # Only a session that has ended takes feedback.
    ended = person.make("/api/v1/sessions/")["id"]
    ask(f"/api/v1/sessions/{ended}/end", method="PATCH", **person.headers)
    return {"session_id": session, "ended": ended, "detection_id": detection, "facial_id": facial, "voice_id": voice, "post_id": post,
            "comment_id": comment, "reminder_id": reminder, "user_id": user["id"]}


def of_the_page(person):
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    headers = {**person.headers, "Cookie": cookies}
    result, _ = ask("/app/results", {"answers": [1, -1] * 30}, **headers)
    answers = [3, 4] * 12 + [5]
    other_result, _ = ask("/app/instruments/working-together/results", {"answers": answers}, **headers)
    share, _ = ask("/app/shares", {"result": result["id"], "days": 7}, **headers)
    comparison, _ = ask("/app/comparisons", {"result": result["id"], "days": 7}, **headers)
    sessions, _ = ask("/app/sessions", **headers)
    other = [one["id"] for one in sessions["sessions"] if not one["current"]]
    return {"instrument_id": "working-together", "instrument_answers": answers, "instrument_result_id": other_result["id"],
            "result_id": result["id"], "share_id": share["id"], "key": share["key"], "session_id": other[0],
            "comparison_id": comparison["id"], "invitation": invitation_of_another()}


def invitation_of_another():
    """The key of a link by which somebody else asks to compare."""
    name = f"{ROLE}{next(NUMBERS)}"
    email = f"{name}@example.com"
    ask("/auth/register", {"username": name, "email": email, "password": PASSWORD})
    me, cookies = ask("/app/sign-in", {"name": email, "password": PASSWORD})
    headers = {"X-CSRF-Token": me["csrf"], "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    result, _ = ask("/app/results", {"answers": [1, -1] * 30}, **headers)
    asked, _ = ask("/app/comparisons", {"result": result["id"], "days": 7}, **headers)
    return asked["key"]


def of_rooms(person):
    """A room with two in it: the caller has a seat themself, by its cookie."""
    # An account has a bounded number of them.
    for room in ask("/rooms", **person.headers)[0]["rooms"]:
        ask(f"/rooms/{room['code']}", method="DELETE", **person.headers)
    # One round's answer the sixty, which alone have rows; the other's another questionnaire, which alone is told.
    what = {"instrument": "working-together"} if ROLE == "admin" else {}
    code = person.make("/rooms", {"title": "Fuzzed", **what})["code"]
    _, person.cookies = ask(f"/rooms/{code}/seats", {})
    other, _ = ask(f"/rooms/{code}/seats", {})
    return {"code": code, "seat": str(other["seat"])}


def of_kserve(_):
    model, _ = ask("/v2/models/personality")
    return {"version": model["versions"][0]}


THINGS = {"FaceofMind": of_faceofmind, "Page": of_the_page, "KServe v2": of_kserve, "Rooms": of_rooms}
