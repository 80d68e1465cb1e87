"""What holds for every screen: axe-core's rules, no sideways scrolling, weight and speed."""

import re

import pytest
from axe import violations
from guests import finish
from playwright.sync_api import expect
from samples import ANSWERS
from words import APP

THEMES = ("light", "dark")
OPEN = ["/", "/quiz", "/sign-up", "/sign-in", "/verify", "/forgotten", "/undo", "/undo/ABCDEFGHJKLMNPQR", "/set-password", "/set-password/ABCDEFGHJKLMNPQR", "/shared/nothing", "/types", "/types/ENTP", "/types/nothing", "/nothing"]
# The first result deserves no trust.
INSIDE = ["/", "/quiz", "/result", "/result/1", "/history", "/profile", "/account", "/second-factor", "/sessions", "/community", "/posts/1",
          "/reminders", "/admin", "/admin/users", "/admin/users/1", "/admin/users/9", "/admin/mails", "/admin/statistics", "/admin/log"]
# What takes another server or another person, and where it is judged.
ELSEWHERE = {
    "test_instruments.py": ["/questionnaires", "/questionnaires/one", "/questionnaires/one/result", "/questionnaire-results/1"],
    "test_comparing.py": ["/with/key", "/compare/1"],
    "test_room_screens.py": ["/rooms", "/rooms/CODE", "/rooms/CODE/report"],
}


def test_no_screen_is_left_out():
    routes = re.findall(r'^route\("([^"]+)"', (APP / "main.js").read_text(), re.M)
    looked_at = [*OPEN, *INSIDE, *sum(ELSEWHERE.values(), [])]
    shape = lambda route: re.sub(r":\w+", "[^/]+", route)
    assert len(routes) > 30
    assert [route for route in routes if not any(re.fullmatch(shape(route), path) for path in looked_at)] == []


def inhabit(visitor, server):
    """An administrator who has something of everything; the key of a link to a result."""
    visitor.sign_up("ayu@example.com")
    for answers in ([0] * 60, [-value for value in ANSWERS], ANSWERS):
        visitor.call("POST", "/app/results", {"answers": answers})
    visitor.call("POST", "/api/v1/posts", {"title": "Halo", "content": "Apa kabar?"})
    visitor.call("POST", "/api/v1/posts/1/comments", {"content": "Baik."})
    visitor.call("POST", "/api/v1/reminders", {"title": "Minum", "reminder_time": "2100-01-01T00:00:00Z"})
    visitor.call("POST", "/api/v1/auth/request-password-reset", {"email": "ayu@example.com"})
    key = visitor.call("POST", "/app/shares", {"result": 3, "days": 1})["key"]
    server.user("role", "ayu@example.com", "admin")
    visitor.page.reload()
    return key


def settle(visitor, path):
    """Opens a screen and waits until it has loaded what it shows."""
    visitor.page.evaluate("() => { document.querySelector('main > *').dataset.before = true; }")
    if visitor.page.evaluate("path => (location.hash || '#/') === `#${path}`", path):
        visitor.page.reload()
    visitor.go(path)
    expect(visitor.page.locator("main > [data-before]")).to_have_count(0)
    expect(visitor.page.locator("main [aria-busy=true]")).to_have_count(0)
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()


def sound(visitor, path):
    settle(visitor, path)
    judge(visitor, path)


def judge(visitor, path):
    """What is shown now, in light and in dark: the page follows the system's theme without being loaded again."""
    for theme in THEMES:
        visitor.turn(theme)
        assert violations(visitor.page) == [], f"{path} {theme} {visitor.width}"
        wide = visitor.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px at {visitor.width} in {theme}"


@pytest.mark.parametrize("width", [320, 1280])
def test_every_screen_is_accessible(visit, server, width):
    lang = "id" if width == 320 else "en"
    visitor = visit(width=width, lang=lang, reduced_motion="reduce")
    visitor.expect("404")
    visitor.open()
    for path in OPEN:
        sound(visitor, path)
    # A guest's, with what they may do with it.
    finish(visitor, ANSWERS)
    judge(visitor, "a guest's result")
    visitor.page.evaluate("() => localStorage.removeItem('firststep.guest-result')")
    key = inhabit(visitor, server)
    for path in [*INSIDE, f"/shared/{key}"]:
        sound(visitor, path)
        for theme in THEMES:
            visitor.turn(theme)
            visitor.shot("screen" + path.replace("/", "-"))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_way_on_is_scrolled_out_of_the_menu(visit, server, lang):
    """An administrator has the most of them."""
    visitor = visit(lang=lang)
    visitor.sign_up("ayu@example.com")
    server.user("role", "ayu@example.com", "admin")
    visitor.page.reload()
    expect(visitor.page.locator("nav a[href='#/admin']")).to_be_visible()
    for width in (320, 620, 700, 900, 1060, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        hidden = visitor.page.locator("nav ul").evaluate("list => list.scrollWidth - list.clientWidth")
        assert hidden <= 0, f"{hidden} px of the menu are out of sight at {width}"


@pytest.mark.parametrize("lang", ["en", "id"])
def test_what_is_at_the_top_stands_in_one_line(visit, lang):
    """And the menu beside it or below: on a phone a third line would be a quarter of what is in sight."""
    visitor = visit(lang=lang)
    visitor.open()
    for signed_in in (False, True):
        for width in (320, 360, 375, 390, 412, 430, 464, 465, 540, 640, 768, 1280):
            visitor.page.set_viewport_size({"width": width, "height": 800})
            middles = visitor.page.locator(".brand, #way, #tools").evaluate_all(
                "all => all.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => Math.round((top + bottom) / 2))")
            assert len(middles) == 3 and max(middles) - min(middles) < 5, f"{middles} at {width}"
        if not signed_in:
            visitor.sign_up("ayu@example.com")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_set_up_page_is_accessible(visit, server, width):
    visitor = visit(width=width, reduced_motion="reduce")
    visitor.page.goto(f"{server.url}/setup#{server.set_up_key}")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    judge(visitor, "/setup")
    for theme in THEMES:
        visitor.turn(theme)
        visitor.shot("setup")


def test_the_first_load_is_light_and_soon_there(visit):
    """Under 150 KB compressed, and ready for a click within a second on a processor four times slower."""
    visitor = visit(worker=True)
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    devtools.send("Network.enable")
    sizes = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visitor.open()
    visitor.page.wait_for_function("() => performance.getEntriesByName('ready').length")
    ready = visitor.page.evaluate("() => performance.getEntriesByName('ready')[0].startTime")
    visitor.page.get_by_role("link", name="Start the quiz").click(trial=True)
    print(f"first load: {sum(sizes)} bytes in {len(sizes)} files, ready after {ready:.0f} ms")
    assert 5_000 < sum(sizes) < 150_000
    # Not a timed test: the bound only notices a disaster on a busy machine.
    assert ready < 10_000


# The largest part of a screen that was painted, and how long each press waited for its picture, both as the browser
# measures them: https://web.dev/articles/lcp and /inp.
VITALS = """
    window.vitals = { largest: 0, waits: {} };
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) vitals.largest = one.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
        for (const { interactionId: id, duration } of list.getEntries()) if (id) vitals.waits[id] = Math.max(vitals.waits[id] ?? 0, duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true });"""


# What those pages call good, in milliseconds.
PAINTED = 2_500
FOLLOWED = 200
# A machine that does something else is slow for a while, a page that is slow always.
TRIES = 6


def least(measure, budget):
    """The least of some measurements, the first that is within the budget."""
    found = []
    while len(found) < TRIES and (not found or found[-1] > budget):
        found.append(measure())
    return min(found)


def test_a_screen_is_painted_soon_and_follows_each_press(visit):
    """docs/measured.md has the figures."""
    visitor = visit(width=360, has_touch=True)
    visitor.context.add_init_script(VITALS)

    def largest(path):
        visitor.page.goto("about:blank")
        visitor.open(path)
        visitor.page.wait_for_function("() => vitals.largest > 0")
        return round(visitor.page.evaluate("() => vitals.largest"))

    def slowest():
        visitor.page.goto("about:blank")
        visitor.open()
        finish(visitor, ANSWERS)
        visitor.page.wait_for_function("() => Object.keys(vitals.waits).length > 40")
        waits = sorted(visitor.page.evaluate("() => Object.values(vitals.waits)"))
        # Of each fifty the worst is left out, as the measure is defined.
        return waits[-1 - len(waits) // 50]

    painted = {path: least(lambda: largest(path), PAINTED) for path in ("/", "/quiz", "/types", "/types/INFJ")}
    pressed = least(slowest, FOLLOWED)
    painted["/result"] = least(lambda: largest("/result"), PAINTED)
    print(f"largest paint {painted} ms; the slowest press was shown after {pressed:.0f} ms")
    assert max(painted.values()) <= PAINTED, painted
    assert pressed <= FOLLOWED
