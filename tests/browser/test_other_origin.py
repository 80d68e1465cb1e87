"""A page of another origin, in a real browser: what it may read of this server, and what not."""

import base64
import http.server
import threading

import pytest
from conftest import PASSWORD
from samples import ANSWERS, picture

# What the foreign page has: a request with a token, which says what came of it.
SCRIPT = """
    const ask = async (method, path, { token, json, form, headers = {}, ...options } = {}) => {
        if (token) headers.Authorization = `Bearer ${token}`;
        if (json) headers["Content-Type"] = "application/json";
        const body = json ? JSON.stringify(json) : form && new URLSearchParams(form);
        const reply = await fetch(SERVER + path, { method, headers, body, ...options });
        const text = await reply.text();
        let value = text;
        try { value = JSON.parse(text); } catch { /* a page */ }
        return { status: reply.status, value, id: reply.headers.get("X-Request-Id") };
    };
    const refused = async (...what) => {
        try { return await ask(...what); } catch (error) { return error.name; }
    };
"""


class Page(http.server.BaseHTTPRequestHandler):
    """A page that does nothing by itself."""

    def do_GET(self):
        body = b"<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>Elsewhere</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere():
    """The origin of a server of somebody else's."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}"
        other.shutdown()


@pytest.fixture
def foreign(chromium):
    """Runs a script in a page of another origin, in a browser of its own or in one that is signed in here."""
    contexts = []

    def run(server, origin, script, context=None):
        if context is None:
            context = chromium.new_context()
            contexts.append(context)
        page = context.new_page()
        page.goto(origin)
        code = f"async () => {{ const SERVER = {server.url!r}; {SCRIPT} {script} }}"
        return page.evaluate(code)

    yield run
    for context in contexts:
        context.close()


def test_firststep_from_sign_up_to_a_photo(server, elsewhere, foreign):
    photo = base64.b64encode(picture(8, 6)).decode()
    told = foreign(server, elsewhere, f"""
        const person = {{ frontName: "Ayu", lastName: "L", email: "ayu@example.com", password: {PASSWORD!r} }};
        const made = await ask("POST", "/api/register", {{ json: person }});
        const login = await ask("POST", "/api/login", {{ form: {{ email: person.email, password: person.password }} }});
        const token = login.value.loginResult.token;
        const type = await ask("POST", "/api/predict", {{ token, json: {{ input: {ANSWERS} }} }});
        const form = new FormData();
        const photo = Uint8Array.from(atob({photo!r}), letter => letter.charCodeAt(0));
        form.append("photo_profile", new Blob([photo], {{ type: "image/png" }}), "me.png");
        const upload = await fetch(SERVER + "/api/uploadphoto",
            {{ method: "POST", body: form, headers: {{ Authorization: `Bearer ${{token}}` }} }});
        const address = (await upload.json()).photo_url;
        // First as any picture, then the same for a canvas: a browser may take its copy for that.
        const shown = crossOrigin => new Promise(resolve => {{
            const image = new Image();
            if (crossOrigin) image.crossOrigin = "anonymous";
            image.onload = () => resolve(image);
            image.onerror = () => resolve(null);
            image.src = address;
        }});
        const plain = await shown(false);
        const readable = await shown(true);
        const canvas = document.createElement("canvas");
        canvas.getContext("2d").drawImage(readable, 0, 0);
        const bytes = await (await fetch(address)).arrayBuffer();
        const wrong = await ask("POST", "/api/login", {{ json: {{ email: person.email, password: "wrong" }} }});
        const nothing = await ask("PATCH", "/api/nothing", {{ token }});
        return {{ statuses: [made.status, login.status, type.status, upload.status, wrong.status, nothing.status],
            width: plain.naturalWidth, data: canvas.toDataURL().slice(0, 10), size: bytes.byteLength, id: wrong.id }};
    """)
    assert told["statuses"] == [200, 200, 200, 200, 401, 404]
    assert told["width"] == 8 and told["data"] == "data:image" and told["size"] > 100
    assert told["id"], "its name can be read, to ask the operator about"


def test_the_four_others_and_the_model(server, elsewhere, foreign):
    told = foreign(server, elsewhere, f"""
        const password = {PASSWORD!r};
        const username = "budi", email = "budi@example.com";
        const made = await ask("POST", "/auth/register", {{ json: {{ username, email, password }} }});
        const users = await ask("GET", `/users/${{made.value.session_id}}`);
        const flask = await ask("POST", "/api/auth/login", {{ json: {{ username, password }} }});
        let token = flask.value.results.access_token;
        const me = await ask("GET", "/api/user/me", {{ token }});
        const named = await ask("PUT", "/api/user", {{ token, json: {{ profile: {{ city: "Bandung" }} }} }});
        const mind = await ask("POST", "/api/v1/auth/login", {{ json: {{ email, password }} }});
        token = mind.value.access_token;
        const self = await ask("GET", "/api/v1/auth/me", {{ token }});
        const card = await ask("POST", "/login", {{ json: {{ email, password }} }});
        const shown = await ask("GET", "/getProfile", {{ headers: {{ Authorization: card.value.message }} }});
        const inputs = [{{ name: "answers", shape: [1, 60], datatype: "INT8", data: {ANSWERS} }}];
        const infer = await ask("POST", "/v2/models/personality/infer", {{ token, json: {{ inputs }} }});
        const model = await ask("GET", "/v2/models/personality");
        return [made, users, flask, me, named, mind, self, card, shown, infer, model].map(reply => reply.status);
    """)
    assert told == [200] * 11


def test_the_page_and_its_cookie_are_closed(server, elsewhere, foreign, visit):
    visitor = visit()
    visitor.sign_up("ayu@example.com")
    csrf = visitor.page.evaluate("async () => (await (await fetch('/app/me')).json()).csrf")
    # Another port is another origin of the same site: even a strict cookie would go along.
    visitor.expect("CORS", "Failed to load resource", "left the origin")
    told = foreign(server, elsewhere, f"""
        const credentials = "include", headers = {{ "X-CSRF-Token": {csrf!r} }};
        return [
            await refused("GET", "/app/me", {{ credentials }}),
            await refused("GET", "/app/me"),
            await refused("GET", "/app/export", {{ credentials, headers }}),
            await refused("POST", "/app/sign-out", {{ credentials, headers }}),
            await refused("GET", "/api/profile", {{ credentials, headers }}),
            await refused("GET", "/api/profile", {{ credentials }}),
            await refused("GET", "/api/profile", {{ headers }}),
            await refused("GET", "/setup", {{ credentials }}),
            await refused("GET", "/static/icon.svg"),
            await refused("GET", "/", {{ headers: {{ Accept: "text/html" }} }}),
        ];
    """, visitor.context)
    assert told == ["TypeError"] * 10
    visitor.complaints[:] = [one for one in visitor.complaints if not one.startswith("left the origin")]
    visitor.page.reload()
    assert visitor.call("GET", "/app/me")["csrf"] == csrf, "still signed in"


def test_it_can_be_narrowed(serve, elsewhere, foreign):
    for origins, open_to_them in [((elsewhere,), True), (("https://app.example",), False), (("none",), False)]:
        server = serve(*[word for origin in origins for word in ("--cors-origin", origin)])
        told = foreign(server, elsewhere, """
            const json = { email: "nobody@example.com", password: "password123" };
            const login = await refused("POST", "/api/login", { json });
            const health = await refused("GET", "/health");
            return [login.status ?? login, health.status ?? health];
        """)
        assert told == ([401, 200] if open_to_them else ["TypeError", "TypeError"]), origins
