"""A room that answers another questionnaire than the sixty: its form, a phone, the projector, the report."""

import pytest
from axe import violations
from playwright.sync_api import expect
from rooms import Guest, press, say
from test_quality import judge
from test_room_screens import HIDDEN, SIZES, SMALLEST, views

TITLE = {"en": "Working together", "id": "Bekerja bersama"}
STATEMENTS = 25


class Answering(Guest):
    """Somebody whose phone isn't looked at; they lean to one end of each scale, by their number."""

    def answer_all(self, person, key):
        sides = [1 if person >> one["scale"] % 3 & 1 else -1 for one in key]
        values = [3 + side * one["sign"] * (1 + (person + at) % 2) for at, (one, side) in enumerate(zip(key, sides))]
        self.ask("PATCH", "/answers", {"changes": [{"statement": at, "answer": value} for at, value in enumerate(values)]})
        return self.ask("POST", "/result", {})


# The points one after another; no two neighbours alike.
TAP = """async (patience) => {
    for (let at = 0; at < 25; at += 1) {
        let question = null;
        for (const end = performance.now() + patience; (question = document.querySelector("fieldset.question"))?.dataset.at !== String(at);) {
            if (performance.now() > end) throw new Error(`statement ${at} doesn't come`);
            await new Promise(requestAnimationFrame);
        }
        question.querySelectorAll("input")[(at * 2) % 5].click();
    }
}"""


def opened(host, lang, teams):
    """By the form: the questionnaire is chosen there."""
    host.sign_up("host@example.com")
    host.go("/rooms")
    page = host.page
    page.get_by_label(say("rooms", "what", lang)).select_option("working-together")
    page.get_by_label(say("rooms", "teams", lang)).fill("\n".join(teams))
    press(host, "rooms", "open")
    expect(page.locator(".join-code")).to_be_visible()
    return page.locator(".join-code").inner_text()


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("id", 1440, "dark")])
def test_a_group_answers_another_questionnaire(visit, serve, lang, width, theme):
    server = serve("--instrument", "example")
    host = visit(at=server, lang=lang, width=width, theme=theme, reduced_motion="reduce")
    code = opened(host, lang, ["Red", "Blue"])
    key = host.call("GET", f"/rooms/{code}/instrument")["key"]
    for person in range(16):
        Answering(server, code, team=person // 8).answer_all(person, key)
    phone = visit(at=server, lang=lang, width=360, theme=theme, has_touch=True, reduced_motion="reduce")
    page = phone.page
    page.goto(f"{server.url}/r/{code}")
    expect(page.locator(".lead")).to_have_text(TITLE[lang])
    expect(page.get_by_text(str(STATEMENTS)).first).to_be_visible()
    judge(phone, "join")
    page.locator("input[name=consent]").check()
    page.get_by_role("button", name="Red").click()
    expect(page.locator("fieldset.question input")).to_have_count(5)
    judge(phone, "a statement")
    page.evaluate(TAP, 10_000)
    expect(page.get_by_role("heading", name=say("room-quiz", "all", lang))).to_be_visible()
    press(phone, "room-quiz", "finish")
    # Five scales of one's own, nothing to raise, nothing to take along.
    expect(page.locator(".axes > li")).to_have_count(5)
    expect(page.locator(".axis-bar").first).to_be_visible()
    assert page.locator(".raising").count() == 0
    assert page.get_by_role("button", name=say("room-result", "take", lang)).count() == 0
    assert "NaN" not in page.locator("main").inner_text()
    judge(phone, "the result")
    phone.shot("room-other-result")
    press(phone, "room-result", "research_drop")
    expect(page.get_by_role("button", name=say("room-result", "research_drop", lang))).to_have_count(0)
    on_the_projector(host, lang)
    expect(page.locator(".whole-picture .group-scale")).to_have_count(5)
    judge(phone, "the group")
    phone.shot("room-other-group")
    in_the_report(host, code, lang)


def on_the_projector(host, lang):
    page = host.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.keyboard.press("r")
    expect(page.locator(".projector")).to_have_attribute("data-view", "scales")
    shown = []
    for view in views(host):
        shown.append(view)
        if view == "live":
            # Sixths of twenty-five.
            expect(page.locator(".progress-columns small").nth(1)).to_have_text("1–4")
            expect(page.locator(".progress-columns small").nth(6)).to_have_text("21–25")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            host.width = width
            host.shot(f"room-other-{view.replace(':', '')}")
            assert page.evaluate(HIDDEN) == [], f"{view} {width}"
            assert page.evaluate(SMALLEST) >= 0.0145, f"{view} {width}"
        page.set_viewport_size({"width": 1280, "height": 720})
        judge(host, view)
    assert shown == ["join", "live", "scales", "scales:1", "teams", "teams:1"]


def in_the_report(host, code, lang):
    host.go(f"/rooms/{code}/report")
    page = host.page
    expect(page.locator(".group-report .group-scale")).to_have_count(5)
    assert page.locator(".group-report .room-map").count() == 0
    assert page.get_by_role("button", name=say("room-report", "rows", lang)).count() == 0
    expect(page.get_by_role("button", name=say("room-report", "numbers", lang))).to_be_visible()
    # All who are on the low end stand at the left, as on a result: the means of both kinds of pictures agree.
    picture = host.call("GET", f"/rooms/{code}/live")["picture"]
    scale = picture["scales"][0]
    mean = page.locator(".group-report .group-scale").first.locator("line.mean").get_attribute("x1")
    assert abs(float(mean) - 1000 * scale["mean"]) < 1
    assert violations(page) == []
    host.shot("room-other-report")
