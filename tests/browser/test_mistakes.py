"""Plain mistakes that pages make, each of which this one made once."""

import sqlite3
import time

import pytest
from axe import violations
from guests import finish
from playwright.sync_api import expect
from samples import ANSWERS
from test_quality import INSIDE, OPEN, inhabit
from words import word

from conftest import PASSWORD, Visitor

# What the browser moved that nobody had touched: https://web.dev/articles/cls, a session window as it defines it.
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) if (!one.hadRecentInput) shifts.push([one.startTime, one.value]);
    }).observe({ type: "layout-shift", buffered: true });"""
WORST = """() => {
    let worst = 0, sum = 0, first = -Infinity, last = -Infinity;
    for (const [at, value] of shifts) {
        if (at - last > 1000 || at - first > 5000) [sum, first] = [0, at];
        [sum, last] = [sum + value, at];
        worst = Math.max(worst, sum);
    }
    return worst;
}"""


def say(module, key, **blanks):
    return word(module, key, "en", **blanks)


def test_days_are_counted_by_the_calendar(visit):
    for lang, told in [("id", ["dalam 23 jam", "besok", "lusa", "kemarin dulu", "dalam 6 hari", "dalam 1 minggu", "dalam 3 minggu", "dalam 1 bulan", "1 bulan yang lalu"]),
                       ("en", ["in 23 hours", "tomorrow", "in 2 days", "2 days ago", "in 6 days", "in 1 week", "in 3 weeks", "in 1 month", "1 month ago"])]:
        ayu = visit(lang=lang, timezone_id="Asia/Jakarta")
        ayu.page.clock.set_fixed_time("2026-11-28T10:00:00+07:00")
        ayu.open()
        moments = ["2026-11-29T09:00", "2026-11-29T11:00", "2026-11-30T09:00", "2026-11-26T23:00", "2026-12-04T00:30", "2026-12-05T00:30",
                   "2026-12-20T10:00", "2027-01-20T10:00", "2026-09-30T10:00"]
        assert ayu.page.evaluate(
            """async (moments) => {
                const { distance } = await import("/static/app/format.js");
                return moments.map(distance);
            }""", [f"{moment}:00+07:00" for moment in moments]) == told


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_typed_address_opens_its_screen(visit, server, lang):
    ayu = visit(lang=lang)
    page = ayu.page
    for path, heading in [("/quiz", ("quiz", "heading")), ("/result", ("result", "title")), ("/sign-up", ("sign-up", "title")), ("/admin", ("sign-in", "title"))]:
        reply = page.goto(f"{server.url}{path}")
        assert reply.status == 200
        expect(page.get_by_role("heading", level=1)).to_have_text(word(*heading, lang))
    page.goto(f"{server.url}/quiz?at=5")
    expect(page.locator("fieldset.question")).to_have_attribute("data-at", "4")
    # What isn't there is said in the browser's language, and isn't there for programs either.
    ayu.expect("404")
    for path in ["/nothing", "/quiz/nothing/at/all", "/Quiz"]:
        assert page.goto(f"{server.url}{path}").status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text(word("main", "missing", lang))
    page.get_by_role("link", name=word("main", "home", lang), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(word("start", "heading", lang))
    reply = ayu.context.request.get(f"{server.url}/quiz", headers={"Accept": "application/json"})
    assert (reply.status, reply.headers["content-type"]) == (404, "application/json")


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_said_in_passing_covers_nothing_it_speaks_of(visit, width):
    ayu = visit(width=width)
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.go("/result")
    page = ayu.page
    page.get_by_role("button", name=say("shares", "make"), exact=True).click()
    toast = page.locator(".toast")
    expect(toast).to_be_visible()
    expect(page.get_by_role("button", name=say("shares", "copy"), exact=True)).to_be_focused()
    # Wherever the link stands in the window.
    for block in ("end", "center", "start"):
        page.evaluate("block => document.activeElement.scrollIntoView({ block })", block)
        page.wait_for_function("""() => {
            const boxes = ["#toasts", ".copy-link"].map((one) => document.querySelector(one).getBoundingClientRect());
            return boxes[0].bottom <= boxes[1].top || boxes[1].bottom <= boxes[0].top;
        }""")
        expect(toast).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_jumps_while_a_screen_opens(visit, width):
    ayu = visit(width=width)
    ayu.context.add_init_script(SHIFTS)
    demo(ayu)
    found = {}
    for path in ("/", "/quiz", "/sign-up", "/result"):
        ayu.page.goto("about:blank")
        ayu.open(path)
        ayu.page.wait_for_load_state("networkidle")
        found[path] = ayu.page.evaluate(WORST)
    ayu.page.goto("about:blank")
    ayu.open()
    finish(ayu, ANSWERS)
    ayu.page.goto("about:blank")
    ayu.open("/result")
    expect(ayu.page.locator(".influences")).to_be_visible()
    found["a result"] = ayu.page.evaluate(WORST)
    ayu.sign_up("ayu@example.com")
    for path in ("/", "/profile", "/community"):
        ayu.page.goto("about:blank")
        ayu.open(path)
        ayu.page.wait_for_load_state("networkidle")
        found[f"signed in {path}"] = ayu.page.evaluate(WORST)
    print(width, {path: round(shift, 4) for path, shift in found.items()})
    assert max(found.values()) < 0.1, found


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_jumps_on_any_other_screen(visit, server, width):
    ayu = visit(width=width)
    ayu.expect("404")
    ayu.context.add_init_script(SHIFTS)
    found = {}

    def measure(path):
        ayu.page.goto("about:blank")
        ayu.page.goto(f"{server.url}{path}" if path.startswith("/r/") else f"{server.url}/#{path}")
        ayu.page.get_by_role("heading", level=1).wait_for()
        expect(ayu.page.locator("main [aria-busy=true]")).to_have_count(0)
        ayu.page.wait_for_load_state("networkidle")
        found[path] = ayu.page.evaluate(WORST)

    for path in OPEN:
        measure(path)
    shared = inhabit(ayu, server)
    code = ayu.call("POST", "/rooms", {"title": "Class 7b"})["code"]
    for path in [*INSIDE, f"/shared/{shared}", "/rooms", f"/rooms/{code}", f"/r/{code}"]:
        measure(path)
    print(width, {path: round(shift, 4) for path, shift in found.items() if shift > 0.01})
    assert max(found.values()) < 0.1, found


def demo(visitor):
    """The banner of a demo, which comes once the server has told."""
    def answer(route):
        reply = route.fetch()
        route.fulfill(response=reply, json={**reply.json(), "demo": True})
    visitor.context.route("**/app/me", answer)


@pytest.mark.parametrize("page", ["/docs", "/redoc", "/docs?page"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_documentation_is_part_of_the_product(visit, server, page, width):
    ayu = visit(width=width)
    ayu.page.goto(f"{server.url}{page}")
    ayu.page.locator("#swagger-ui .opblock-tag, #redoc h1").first.wait_for()
    assert ayu.page.locator(".frame a[aria-current]").get_attribute("href") == page
    # What their own scripts do wrong can't be changed here: the frame is ours.
    # Thousands of elements, most of the time that this would take: they aren't even looked at.
    theirs = ["#swagger-ui", "#redoc"]
    assert ayu.page.locator(", ".join(theirs)).count() == 1
    ours = [one for one in violations(ayu.page, without=theirs) if "frame" in one[1] or one[0] in ("html-has-lang", "landmark-one-main", "document-title", "page-has-heading-one")]
    assert ours == []
    lightness = "() => getComputedStyle(document.documentElement).filter"
    assert ayu.page.evaluate(lightness) == "none"
    ayu.turn("dark")
    assert "invert" in ayu.page.evaluate(lightness)
    ayu.shot(f"docs{page.replace('/', '-').replace('?', '-')}")
    # The choice is the page's own.
    ayu.page.locator(".frame .tool").click()
    assert ayu.page.evaluate(lightness) == "none"
    ayu.page.locator(".frame .brand").click()
    expect(ayu.page.get_by_role("heading", level=1)).to_have_text(say("start", "heading"))
    expect(ayu.page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_generated_username_is_nobodys_name(visit, server):
    ayu = visit()
    ayu.sign_up("nobody@example.com")
    # As an import may leave somebody.
    with sqlite3.connect(server.folder / "firststep.db") as database:
        database.execute("update accounts set front_name = '', last_name = ''")
    made = ayu.call("GET", "/app/me")["account"]["username"]
    assert made.startswith("User")
    ayu.call("POST", "/api/v1/posts", {"title": "Halo", "content": "Apa kabar?"})
    server.user("role", "nobody@example.com", "admin")
    ayu.page.goto("about:blank")
    for path in ("/", "/profile", "/community", "/posts/1", "/admin", "/admin/users"):
        ayu.open(path)
        ayu.page.wait_for_load_state("networkidle")
        assert made not in ayu.page.locator("body").inner_text(), path
    # Where it is asked for, it is told.
    ayu.open("/account")
    expect(ayu.page.locator("input[name=username]")).to_have_value(made)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_character_that_nobody_sees_is_named(visit, lang):
    ayu = visit(lang=lang)
    ayu.open("/sign-up")
    page = ayu.page
    page.get_by_label(word("sign-up", "front", lang), exact=True).fill("Ay\u202eu")
    page.get_by_label(word("sign-up", "email", lang), exact=True).fill("ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name=word("sign-up", "submit", lang), exact=True).click()
    fault = page.locator(".fault", has_text="U+202E, RIGHT-TO-LEFT OVERRIDE")
    expect(fault).to_have_text(word("ui", "hidden", lang, what="U+202E, RIGHT-TO-LEFT OVERRIDE"))
    expect(page.locator("input[name=front_name]")).to_be_focused()
    # Nothing was sent: without it, the same form is.
    page.keyboard.press("Control+A")
    page.keyboard.type("Ayu")
    page.get_by_role("button", name=word("sign-up", "submit", lang), exact=True).click()
    expect(page.get_by_role("button", name=word("main", "sign_out", lang), exact=True)).to_be_visible()


def test_without_scripts_both_languages_are_told(chromium, server):
    for path in ("/", "/setup", "/docs", "/redoc", "/r", "/r/AAAAAA"):
        nobody = Visitor(chromium, server, java_script_enabled=False)
        nobody.page.goto(f"{server.url}{path}")
        expect(nobody.page.locator("noscript p[lang=id]")).to_contain_text("memerlukan JavaScript")
        english = nobody.page.locator("noscript p").last
        expect(english).to_contain_text("needs JavaScript")
        # The page's own language, which isn't said anew.
        assert nobody.page.locator("html").get_attribute("lang") == "en" and english.get_attribute("lang") is None
        nobody.close()


def test_the_icons_are_what_the_manifest_says(visit, server):
    ayu = visit()
    ayu.open()
    sizes = ayu.page.evaluate("""async () => {
        const { icons } = await (await fetch(document.querySelector("link[rel=manifest]").href)).json();
        const touch = document.querySelector("link[rel=apple-touch-icon]").href;
        const all = [...icons.filter(({ type }) => type === "image/png"), { src: touch, sizes: "180x180" }];
        return Promise.all(all.map(async ({ src, sizes }) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return [sizes, `${image.naturalWidth}x${image.naturalHeight}`];
        }));
    }""")
    assert len(sizes) == 4
    assert all(told == drawn for told, drawn in sizes), sizes


def test_the_way_to_the_home_screen_is_offered_where_there_is_one(visit):
    ayu = visit()
    ayu.open()
    install = ayu.page.get_by_role("button", name=say("install", "install"), exact=True)
    expect(install).to_have_count(0)
    ayu.page.evaluate("""() => {
        const event = new Event("beforeinstallprompt", { cancelable: true });
        event.prompt = async () => { window.asked = event.defaultPrevented; };
        dispatchEvent(event);
    }""")
    install.click()
    expect(install).to_have_count(0)
    assert ayu.page.evaluate("() => asked")


def test_whoever_chose_dark_is_never_shown_light(visit):
    ayu = visit()
    ayu.open()
    ayu.page.evaluate("() => localStorage.setItem('firststep.theme', 'dark')")
    # What each picture of the page was painted in, on a network that brings the choice's script late.
    ayu.context.add_init_script("""
        window.painted = new Set();
        const look = () => { painted.add(document.documentElement.dataset.theme); requestAnimationFrame(look); };
        requestAnimationFrame(look);""")

    def late(route):
        time.sleep(0.5)
        route.continue_()

    ayu.context.route("**/theme.js", late)
    for path in ("/", "/setup", "/r"):
        ayu.page.goto("about:blank")
        ayu.page.goto(f"{ayu.server.url}{path}")
        expect(ayu.page.get_by_role("heading", level=1)).to_be_visible()
        assert ayu.page.evaluate("() => [...painted]") == ["dark"], path
    # A phone's browser has its own frame in the same colour.
    ayu.open()
    frames = lambda: ayu.page.locator("meta[name=theme-color]").evaluate_all("all => all.map(({ content }) => content)")
    assert frames() == ["#0f1a19", "#0f1a19"]
    ayu.page.get_by_role("button", name=say("tools", "theme_dark"), exact=True).click()
    assert frames() == ["#f6f9f8", "#0f1a19"]
