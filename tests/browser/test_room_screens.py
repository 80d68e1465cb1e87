"""The screens of a room as they are looked at: by everybody, on any phone, on any projector."""

import pytest
from axe import violations
from playwright.sync_api import expect
from rooms import Guest, answer, crowd, finish, open_room, press, say
from test_quality import judge

# Whether the statement and all its points are in the window.
IN_SIGHT = """() => [document.querySelector("legend"), ...document.querySelectorAll(".point")].every((node) => {
    const { top, bottom, left, right } = node.getBoundingClientRect();
    return scrollY === 0 && top >= 0 && bottom <= innerHeight && left >= -1 && right <= innerWidth + 1;
})"""

SIZES = ((1280, 720), (1920, 1080))
TITLES = {"en": "Class 7b", "id": "Lokakarya kerja sama dengan judul sepanjang yang boleh, delapan puluh huruf saja"}
NAMES = ("Ayu", "Budi Santoso", "Christopher-Alexander of the very long name", "Dewi")

# What stands outside of the window, or is cut off by its own box.
HIDDEN = """() => [...document.querySelectorAll(".projector-head *, .projector-body *, .projector-foot *")].filter((node) => {
    const { left, top, right, bottom, width, height } = node.getBoundingClientRect();
    return width * height > 0 && !node.closest(".wall, th") && (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1);
}).map((node) => node.outerHTML.slice(0, 80))"""

# The smallest letters of the picture, as a share of the screen's height: at five metres from a screen of 1.5 m two
# hundredths of it are what an eye reads at arm's length in a newspaper.
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".projector-head *, .projector-body *")]
    .filter((node) => [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim()) && !node.closest(".wall, .note, .visually-hidden, section + section th"))
    .map((node) => parseFloat(getComputedStyle(node).fontSize) / innerHeight))"""


def views(host):
    """Each of the host's views, from the first to the last."""
    host.page.keyboard.press("Home")
    seen = None
    while (view := host.page.locator(".projector").get_attribute("data-view")) != seen:
        yield view
        seen = view
        host.page.keyboard.press("ArrowRight")

# What is one word and stands in two lines, or lies over what comes after it.
BROKEN = """() => {
    const box = (node) => node.getBoundingClientRect();
    const lines = (node) => box(node).height / parseFloat(getComputedStyle(node).fontSize);
    const words = [...document.querySelectorAll(".corner-code, .cell-type, .join-code, .pole b, .room-map .count")];
    const parts = [...document.querySelectorAll(".join-view > *, .join-text > *, .picture-view h2, .legend, .group-scale, .team-scales section, .group-statements li")];
    const over = (node) => parts.some((other) => node !== other && !node.contains(other) && !other.contains(node)
        && box(node).top < box(other).bottom - 1 && box(node).bottom > box(other).top + 1 && box(node).left < box(other).right - 1 && box(node).right > box(other).left + 1);
    return [...words.filter((node) => lines(node) > 1.9), ...parts.filter(over)].map((node) => node.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize(("lang", "width", "height"), [("id", 360, 640), ("en", 768, 1024)])
def test_a_tablet_or_a_phone_on_end_shows_it_too(visit, lang, width, height):
    host = visit(lang=lang, reduced_motion="reduce")
    code = open_room(host, title=TITLES[lang], teams=["Red", "Kelompok bernama panjang"])
    crowd(host.server, code, 16, 2)
    host.page.keyboard.press("r")
    expect(host.page.locator(".picture-view")).to_be_visible()
    host.page.set_viewport_size({"width": width, "height": height})
    host.width = width
    for view in views(host):
        host.shot(f"room-on-end-{view}")
        assert host.page.evaluate(BROKEN) == [], view
        assert host.page.evaluate("document.documentElement.scrollWidth") <= width, view


@pytest.mark.parametrize(("lang", "teams", "people"), [("en", 0, 40), ("id", 12, 84)])
def test_nothing_on_the_projector_is_cut_or_small(visit, lang, teams, people):
    host = visit(lang=lang, theme="dark" if teams else "light", reduced_motion="reduce")
    names = [f"Kelompok bernama {at} yang panjang"[:30] for at in range(teams)]
    code = open_room(host, title=TITLES[lang], teams=names)
    everybody = crowd(host.server, code, people, teams)
    host.page.keyboard.press("r")
    expect(host.page.locator(".picture-view")).to_be_visible()
    assert sum(guest.raise_card() for guest in everybody) > 0
    expect(host.page.locator(".projector")).to_have_attribute("data-view", "map")
    shown = []
    for view in views(host):
        shown.append(view)
        for width, height in SIZES:
            host.page.set_viewport_size({"width": width, "height": height})
            host.width = width
            host.shot(f"room-projector-{teams}-{view}")
            assert host.page.evaluate(HIDDEN) == [], f"{view} {width}"
            assert host.page.evaluate(SMALLEST) >= 0.0145, f"{view} {width}"
            assert host.page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), f"{view} {width}"
        host.page.set_viewport_size({"width": 1280, "height": 720})
    assert {"join", "live", "map", "scales", "agreed", "divided", "cards"} <= set(shown)
    assert ("teams" in shown) == (teams > 0)


def test_the_hosts_screens_are_accessible(visit, server):
    host = visit(reduced_motion="reduce")
    code = open_room(host, title="Class 7b", asks_names=True, teams=["Red", "Blue"])
    for person in range(14):
        Guest(server, code, name=NAMES[person % 4], team=person % 2).answer(person).finish()
    host.page.keyboard.press("r")
    expect(host.page.locator(".picture-view")).to_be_visible()
    for view in views(host):
        judge(host, f"the host's {view}")
    host.page.keyboard.press("Home")
    host.page.locator("button.on-wall").first.click()
    judge(host, "whom to remove")
    host.page.keyboard.press("Escape")
    for path in (f"/rooms/{code}/report", "/rooms"):
        host.go(path)
        expect(host.page.locator("main [aria-busy=true]")).to_have_count(0)
        expect(host.page.get_by_role("heading", level=2).first).to_be_visible()
        judge(host, path)


@pytest.mark.parametrize(("lang", "size"), [("id", (320, 568)), ("en", (360, 640))])
def test_the_phones_screens_are_accessible_and_fit(visit, server, lang, size):
    host = visit()
    teams = ["Red", "Blue", "One whose name is thirty long."]
    code = open_room(host, title="Working together", asks_names=True, teams=teams, shows="at_once")
    for person in range(12):
        Guest(server, code, name="Ayu", team=person % 2).answer(person).finish()
    phone = visit(lang=lang, width=size[0], has_touch=True, reduced_motion="reduce")
    phone.expect("404", "409", "410")
    page = phone.page
    page.set_viewport_size({"width": size[0], "height": size[1]})

    def look(name):
        judge(phone, name)
        phone.shot(f"room-phone-{name}")

    page.goto(f"{server.url}/r/AAAAAA")
    expect(page.locator(".fault")).to_contain_text(say("room-phone", "missing", lang))
    look("wrong")
    page.get_by_label(say("room-phone", "code", lang)).fill(code.lower())
    press(phone, "room-phone", "go")
    page.get_by_role("button", name=teams[0]).click()
    expect(page.locator(".fault").first).to_have_text(say("room-phone", "name_fault", lang))
    look("join")
    page.get_by_label(say("room-phone", "name", lang)).fill("Budi")
    page.get_by_role("button", name=teams[2]).click()
    question = page.locator("fieldset.question")
    expect(question).to_have_attribute("data-at", "0")
    # Who they are on the wall stands on the phone, too.
    told = page.locator(".own-token").get_attribute("aria-label")
    host.page.keyboard.press("Home")
    expect(host.page.locator(".on-wall").last).to_have_attribute("title", f"{told.split(': ')[1]}, {teams[2]}" if lang == "en" else host.page.locator(".on-wall").last.get_attribute("title"))
    look("quiz")
    for at in range(60):
        expect(question).to_have_attribute("data-at", str(at))
        assert page.evaluate(IN_SIGHT), f"statement {at + 1}"
        answer(phone, at, at + 1, 3)
    look("all")
    finish(phone)
    expect(page.locator(".whole-picture")).to_be_visible()
    look("result")
    press(phone, "room-result", "raise")
    expect(page.locator(".raised-type")).to_be_visible()
    look("card")
    page.keyboard.press("Escape")
    other = visit(lang=lang, width=size[0], reduced_motion="reduce")
    other.expect("410", "409")
    for change, name in (({"paused": True}, "paused"), ({"end": True}, "ended")):
        host.call("PATCH", f"/rooms/{code}", change)
        other.page.goto(f"{server.url}/r/{code}")
        expect(other.page.get_by_role("heading", name=say("room-phone", f"{name}_title", lang))).to_be_visible()
        assert violations(other.page) == [], name
        other.shot(f"room-phone-{name}")
