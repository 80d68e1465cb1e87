"""The quiz on a small phone, under a quick thumb."""

import pytest
from guests import finish, tap, tap_through
from playwright.sync_api import expect
from samples import ANSWERS, kept
from words import word

from conftest import PATIENCE

PHONES = [(320, 568), (360, 560)]

# Answers all statements, in the page: hundreds of requests to it would take most of the time. Of the first that isn't
# in the window as it stands, with its seven points, it says which.
OUT_OF_SIGHT = """async (patience) => {
    const isShown = (at) => document.querySelector("fieldset.question")?.dataset.at === String(at);
    const isInSight = (node) => {
        const { top, bottom, left, right } = node.getBoundingClientRect();
        return scrollY === 0 && top >= 0 && bottom <= innerHeight && left >= -1 && right <= innerWidth + 1;
    };
    for (let at = 0; at < 60; at += 1) {
        for (const end = performance.now() + patience; !isShown(at);) {
            if (performance.now() > end) return `statement ${at + 1} doesn't come`;
            await new Promise(requestAnimationFrame);
        }
        const points = [...document.querySelectorAll(".point")];
        if (points.length !== 7 || ![document.querySelector("legend"), ...points].every(isInSight)) return `statement ${at + 1}`;
        document.querySelector("main").dispatchEvent(new KeyboardEvent("keydown", { key: "4", bubbles: true, cancelable: true }));
    }
    return null;
}"""


def demo(visitor):
    """The banner of a demo, on a server that is none."""
    def answer(route):
        reply = route.fetch()
        route.fulfill(response=reply, json={**reply.json(), "demo": True})
    visitor.context.route("**/app/me", answer)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("size", PHONES)
@pytest.mark.parametrize("banner", [True, False])
def test_a_statement_and_its_points_are_in_sight(visit, lang, size, banner):
    ayu = visit(lang=lang, width=size[0], has_touch=True, reduced_motion="reduce")
    ayu.page.set_viewport_size({"width": size[0], "height": size[1]})
    if banner:
        demo(ayu)
    ayu.open("/quiz")
    ayu.page.locator("fieldset.question").wait_for()
    if banner:
        expect(ayu.page.locator("#banner")).to_be_visible()
    # Language and theme are at hand at the top.
    for control in ayu.page.locator("#tools button").all():
        assert control.bounding_box()["y"] < 60
    ayu.shot("quiz-phone")
    assert ayu.page.evaluate(OUT_OF_SIGHT, PATIENCE) is None
    assert len(kept(ayu)) == 60


def test_taps_at_any_speed_count(visit):
    ayu = visit(width=360, has_touch=True)
    ayu.open("/quiz")
    tap_through(ayu, [0] * 30)
    # As soon as the last is in, all are: none was lost, and none counted twice.
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "30")
    assert len(kept(ayu)) == 30
    # Two in the same moment, faster than any machine taps.
    ayu.page.evaluate("""() => {
        for (let count = 0; count < 2; count += 1) {
            const point = document.querySelector("fieldset.question .point-3 input");
            point.dispatchEvent(new PointerEvent("click", { bubbles: true, cancelable: true, detail: 1, pointerType: "touch" }));
        }
    }""")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "32")
    assert len(kept(ayu)) == 32


def test_a_double_click_answers_one_statement(visit):
    ayu = visit()
    ayu.open("/quiz")
    ayu.page.locator(".point").nth(5).dblclick()
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "1")
    assert len(kept(ayu)) == 1


def test_the_place_in_the_address_is_asked_for_once(visit):
    ayu = visit()
    ayu.open("/quiz?at=5")
    question = ayu.page.locator("fieldset.question")
    expect(question).to_have_attribute("data-at", "4")
    expect(ayu.page).to_have_url(f"{ayu.server.url}/#/quiz")
    ayu.page.keyboard.press("6")
    expect(question).to_have_attribute("data-at", "5")
    # Another language keeps the place, and a reload begins with what is open.
    ayu.page.get_by_role("button", name=word("tools", "other", "en"), exact=True).click()
    expect(ayu.page.locator("legend")).to_contain_text("Pernyataan 6")
    expect(question).to_have_attribute("data-at", "5")
    ayu.page.reload()
    expect(question).to_have_attribute("data-at", "0")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_new_result_comes_with_a_little_motion_where_that_is_welcome(visit, motion):
    ayu = visit(reduced_motion=motion)
    # Counted from the first moment on: it is over soon.
    ayu.context.add_init_script("""
        window.moved = 0;
        document.addEventListener("animationstart", ({ animationName }) => { if (/^reveal/.test(animationName)) window.moved += 1; }, true);""")
    ayu.open()
    finish(ayu, ANSWERS)
    expect(ayu.page.locator(".result.revealed")).to_be_visible()
    if motion == "reduce":
        assert ayu.page.evaluate("() => document.querySelector('.result').getAnimations({ subtree: true }).length + moved") == 0
    else:
        ayu.page.wait_for_function("() => moved > 3")
    # What was seen before comes without.
    ayu.page.reload()
    expect(ayu.page.locator(".big-type")).to_be_visible()
    expect(ayu.page.locator(".revealed")).to_have_count(0)
