"""A room: a host's screen and five phones, each a browser of its own."""

import re

from playwright.sync_api import expect
from words import word

from conftest import PATIENCE

SIZES = ((1280, 720), (1920, 1080))


def say(module, key, lang="en", **blanks):
    return word(module, key, lang, **blanks)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(module, key, visitor.lang), exact=True).first.click()


def open_room(host, **plan):
    host.sign_up("host@example.com")
    code = host.call("POST", "/rooms", plan)["code"]
    host.page.set_viewport_size({"width": 1280, "height": 720})
    host.go(f"/rooms/{code}")
    expect(host.page.locator(".join-code")).to_have_text(code)
    return code


def join(phone, code):
    """From the scan to the first statement: one tap."""
    phone.page.set_viewport_size({"width": 360, "height": 640})
    phone.page.goto(f"{phone.server.url}/r/{code.lower()}")
    press(phone, "room-phone", "start")
    expect(phone.page.locator("fieldset.question")).to_have_attribute("data-at", "0")


# In the page: a tap waits until it was seen, sixty times five of them would be a minute.
ANSWER = """async ([first, values, patience]) => {
    for (const [index, value] of values.entries()) {
        const at = String(first + index);
        let question = null;
        for (const end = performance.now() + patience; (question = document.querySelector("fieldset.question"))?.dataset.at !== at;) {
            if (performance.now() > end) throw new Error(`statement ${at} doesn't come`);
            await new Promise(requestAnimationFrame);
        }
        question.querySelectorAll("input")[value].click();
    }
}"""


def answer(phone, first, last, person):
    """By number of the point, in no pattern."""
    values = [((at + 1) * 7919 + (person + 1) * 104729) ** 2 // 1009 % 7 for at in range(first, last)]
    phone.page.evaluate(ANSWER, [first, values, PATIENCE])


def finish(phone):
    press(phone, "room-quiz", "finish")
    expect(phone.page.locator(".phone-hero .big-type")).to_be_visible()


def pictures_of(host, name):
    """The projector's screen in both sizes; nothing of it lies outside."""
    for width, height in SIZES:
        host.page.set_viewport_size({"width": width, "height": height})
        assert host.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide at {width}"
        assert host.page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), f"{name} is too high at {width}"
        host.width = width
        host.shot(f"room-{name}")
    host.page.set_viewport_size({"width": 1280, "height": 720})


def test_a_host_and_five_phones_from_scan_to_reveal(visit):
    host = visit()
    code = open_room(host, title="Class 7b", language="en")
    pictures_of(host, "join")
    # One will be without the network.
    phones = [visit(lang="id" if at % 2 else "en", width=360, theme="dark" if at == 1 else "light", worker=at == 2)
              for at in range(5)]
    for phone in phones:
        join(phone, code)
    phones[0].shot("room-quiz")
    expect(host.page.locator(".join-count b")).to_have_text("5")
    # Somebody who only disturbs is taken out, and joins no more; another takes the place.
    spoiler = visit(width=360)
    spoiler.expect("403")
    join(spoiler, code)
    expect(host.page.locator(".join-count b")).to_have_text("6")
    host.page.keyboard.press("ArrowRight")
    host.page.locator("button.on-wall").last.click()
    press(host, "room-host", "remove_yes")
    expect(host.page.locator(".large-count b").first).to_have_text("5")
    spoiler.page.locator("fieldset.question input").nth(3).evaluate("input => input.click()")
    expect(spoiler.page.get_by_role("heading", name=say("room-phone", "removed_title"))).to_be_visible()
    # One is offline in the middle and goes on answering; one reloads.
    away = phones[2]
    away.expect("ERR_INTERNET_DISCONNECTED")
    answer(away, 0, 20, 2)
    away.context.set_offline(True)
    answer(away, 20, 45, 2)
    expect(away.page.locator("#offline")).to_be_visible()
    away.context.set_offline(False)
    answer(phones[3], 0, 30, 3)
    expect(phones[3].page.get_by_text(say("room-quiz", "saved", phones[3].lang))).to_be_visible()
    phones[3].page.reload()
    answer(phones[3], 30, 60, 3)
    answer(away, 45, 60, 2)
    for at in (0, 1, 4):
        answer(phones[at], 0, 60, at)
    pictures_of(host, "live")
    for phone in phones:
        finish(phone)
    expect(host.page.locator(".large-count b").nth(1)).to_have_text("5")
    assert host.page.locator(".room-map").count() == 0, "before the reveal there are counts alone"
    phones[1].shot("room-result")
    host.page.keyboard.press("r")
    expect(host.page.locator(".picture-view")).to_be_visible()
    host.page.keyboard.press("Home")
    host.page.keyboard.press("ArrowRight")
    host.page.keyboard.press("ArrowRight")
    names = []
    for _ in range(6):
        names.append(host.page.locator(".projector").get_attribute("data-view"))
        pictures_of(host, names[-1])
        host.page.keyboard.press("ArrowRight")
    assert names == ["map", "scales", "agreed", "divided", "divided", "divided"]
    # The phones see it, too, each in its own language.
    for phone in phones[:2]:
        expect(phone.page.locator(".whole-picture h3").nth(1)).to_have_text(say("room-views", "scales", phone.lang))
    phones[1].shot("room-group")
    press(phones[0], "room-result", "raise")
    expect(phones[0].page.locator(".raised-type")).to_have_text(re.compile("^[EI][SN][TF][JP]$"))
    phones[0].shot("room-card")


def test_the_screen_goes_black_pauses_and_ends(visit):
    host = visit()
    code = open_room(host)
    phone = visit(width=360)
    phone.expect("410", "409")
    join(phone, code)
    host.page.keyboard.press("b")
    expect(host.page.locator(".curtain")).to_be_visible()
    host.page.keyboard.press("b")
    expect(host.page.locator(".curtain")).to_be_hidden()
    host.page.keyboard.press("p")
    expect(host.page.locator(".state-paused")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=say("room-phone", "paused_title"))).to_be_visible()
    phone.shot("room-paused")
    host.page.keyboard.press("p")
    expect(phone.page.locator("fieldset.question")).to_be_visible()
    press(host, "room-host", "end")
    press(host, "room-host", "end_yes")
    expect(host.page.locator(".state-ended")).to_be_visible()
    expect(phone.page.get_by_role("heading", name=say("room-phone", "ended_title"))).to_be_visible()
    # Too few for a picture, and said so.
    host.page.keyboard.press("r")
    expect(host.page.locator(".toast")).to_contain_text("5")


def test_teams_and_names_are_asked_for_with_one_tap(visit):
    host = visit()
    host.sign_up("host@example.com")
    host.go("/rooms")
    host.page.get_by_label(say("rooms", "teams")).fill("Red\nBlue")
    host.shot("rooms")
    press(host, "rooms", "open")
    code = host.page.locator(".join-code").text_content()
    phone = visit(lang="id", width=360)
    phone.page.goto(f"{phone.server.url}/r")
    phone.page.get_by_label(say("room-phone", "code", "id")).fill(code.lower())
    press(phone, "room-phone", "go")
    phone.shot("room-teams")
    phone.page.get_by_role("button", name="Blue").click()
    expect(phone.page.locator("fieldset.question")).to_be_visible()
    expect(host.page.locator(".wall li")).to_have_count(1)
    assert host.page.locator(".on-wall").get_attribute("title") == "Blue"


def test_a_room_s_result_goes_into_an_account(visit):
    host = visit()
    code = open_room(host)
    phone = visit(width=360)
    join(phone, code)
    answer(phone, 0, 60, 1)
    finish(phone)
    mbti = phone.page.locator(".phone-hero .big-type").text_content()
    press(phone, "room-result", "take")
    page = phone.page
    page.get_by_label(say("sign-up", "front"), exact=True).fill("Ayu")
    page.get_by_label(say("sign-up", "email"), exact=True).fill("ayu@example.com")
    page.locator("input[type=password]").fill("a password for the tests")
    page.locator("input[name=along]").check()
    press(phone, "sign-up", "submit")
    press(phone, "quiz-end", "finish")
    # Answers at random are called by no type there.
    expect(page).to_have_url(re.compile("/result"))
    results = phone.call("GET", "/app/results")["results"]
    assert [one["mbti"] for one in results] == [mbti]


def test_a_report_is_two_pages(visit):
    host = visit()
    code = open_room(host, shows="at_once")
    host.call("POST", f"/rooms/{code}/reveal", {})
    host.go(f"/rooms/{code}/report")
    expect(host.page.get_by_role("heading", name=say("room-report", "limits"))).to_be_visible()
    host.shot("room-report")
