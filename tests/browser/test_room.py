"""A room: a host's screen and five phones, each a browser of its own."""

import re

import pytest
from axe import violations
from playwright.sync_api import expect
from rooms import Guest, answer, crowd, finish, join, open_room, press, say, tap_all

SIZES = ((1280, 720), (1920, 1080))


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
    # What lies under it isn't reached, and it goes by the same key, by Escape or by a tap.
    assert host.page.locator(".curtain").evaluate("node => { const { width, height } = node.getBoundingClientRect(); return width >= innerWidth && height >= innerHeight; }")
    for away in (lambda: host.page.keyboard.press("b"), lambda: host.page.keyboard.press("Escape"), lambda: host.page.locator(".curtain").click()):
        away()
        expect(host.page.locator(".curtain")).to_be_hidden()
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
    host.page.get_by_label(say("rooms", "spoken")).select_option(label="Bahasa Indonesia")
    host.shot("rooms")
    press(host, "rooms", "open")
    code = host.page.locator(".join-code").text_content()
    assert host.call("GET", f"/rooms/{code}")["language"] == "id"
    phone = visit(lang="id", width=360)
    phone.page.goto(f"{phone.server.url}/r")
    phone.page.get_by_label(say("room-phone", "code", "id")).fill(code.lower())
    press(phone, "room-phone", "go")
    phone.shot("room-teams")
    phone.page.get_by_role("button", name="Blue").click()
    expect(phone.page.locator("fieldset.question")).to_be_visible()
    expect(host.page.locator(".wall li")).to_have_count(1)
    assert host.page.locator(".on-wall").get_attribute("title").endswith(", Blue")


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
    """With all that can be in it: twelve teams, in the language whose words are longer."""
    host = visit(lang="id")
    code = open_room(host, title="Lokakarya kerja sama kelas 7b", shows="at_once", teams=[f"Kelompok bernama {at}" for at in range(12)])
    crowd(host.server, code, 84, teams=12)
    host.go(f"/rooms/{code}/report")
    expect(host.page.get_by_role("heading", name=say("room-report", "limits", "id"))).to_be_visible()
    expect(host.page.locator(".whole-picture .team-scales")).to_be_visible()
    host.shot("room-report")
    paper = host.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 2
    with host.page.expect_download() as csv:
        press(host, "room-report", "rows")
    head, *rows = csv.value.path().read_text().splitlines()
    assert len(rows) >= 5 and {len(row.split(",")) for row in [head, *rows]} == {66}


def test_a_card_is_raised_and_lowered_on_the_wall(visit):
    host = visit()
    code = open_room(host, shows="at_once")
    crowd(host.server, code, 24)
    phone = visit(width=360)
    join(phone, code)
    answer(phone, 0, 60, 1)
    finish(phone)
    # Alone after the batches: in no picture yet, so that nobody else could be told.
    tick = phone.page.get_by_label(say("room-result", "on_wall"))
    tick.check()
    expect(host.page.locator(".projector-head .state")).to_contain_text("1 card raised")
    host.page.keyboard.press("End")
    cards = host.page.locator(".raised li")
    expect(cards).to_have_count(1)
    expect(cards.locator("b")).to_have_text(phone.page.locator(".big-type").text_content())
    tick.uncheck()
    expect(cards).to_have_count(0)


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 360, "light"), ("id", 320, "dark"), ("id", 768, "light")])
def test_a_type_that_deserves_no_trust_is_called_undetermined(visit, lang, width, theme):
    host = visit()
    code = open_room(host, shows="at_once")
    crowd(host.server, code, 24)
    phone = visit(lang=lang, width=width, theme=theme)
    join(phone, code)
    phone.page.set_viewport_size({"width": width, "height": 640})
    # The first point and the last in turns: a pattern.
    tap_all(phone, [0, 6] * 30)
    finish(phone)
    page = phone.page
    expect(page.locator(".phone-hero .big-type")).to_have_text(say("room-result", "undetermined", lang))
    expect(page.get_by_text(say("room-result", "guess", lang))).to_be_visible()
    seat = page.evaluate("async (code) => (await fetch(`/rooms/${code}/seat`)).json()", code)
    assert seat["result"]["reliable"] is False
    # Neither name, emblem nor description, and no card to raise.
    assert seat["result"]["mbti"] not in page.locator(".phone-hero, h1").first.inner_text() + page.title()
    expect(page.locator(".phone-hero .emblem, .raising, .acronym")).to_have_count(0)
    expect(page.get_by_text(seat["result"]["description"][:40])).to_have_count(0)
    # What the letters rest on, the group and the ways on are there all the same.
    expect(page.locator(".own-scale")).to_have_count(4)
    expect(page.locator(".whole-picture")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    phone.shot("room-undetermined")


def test_a_full_storage_costs_no_phone_its_result(visit):
    code = open_room(visit())
    phone = visit(width=360)
    phone.context.add_init_script("""Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };""")
    join(phone, code)
    answer(phone, 0, 60, 1)
    finish(phone)
    # Opened anew it has nothing here, and one tap finds its seat.
    phone.page.reload()
    press(phone, "room-phone", "start")
    expect(phone.page.locator(".phone-hero .big-type")).to_be_visible()
    # What can't be taken along isn't lost on the way.
    press(phone, "room-result", "take")
    expect(phone.page.locator(".toast")).to_contain_text(say("room-result", "full"))
    expect(phone.page.locator(".phone-hero .big-type")).to_be_visible()


def test_a_card_that_would_tell_of_others_stays_down(visit):
    host = visit()
    code = open_room(host, shows="at_once")
    crowd(host.server, code, 4)
    phone = visit(width=360)
    join(phone, code)
    answer(phone, 0, 60, 1)
    finish(phone)
    expect(phone.page.locator(".whole-picture")).to_be_visible()
    tick = phone.page.get_by_label(say("room-result", "on_wall"))
    tick.click()
    expect(phone.page.locator(".toast")).to_contain_text(say("room-result", "withheld"))
    expect(tick).not_to_be_checked()


def test_answers_stay_on_the_phone_until_they_are_acknowledged(visit):
    host = visit()
    code = open_room(host)
    phone = visit(width=360)
    phone.expect("ERR_FAILED")
    join(phone, code)
    phone.page.route("**/seat/answers", lambda route: route.abort())
    answer(phone, 0, 5, 1)
    expect(phone.page.locator("#offline")).to_be_visible()
    phone.page.reload()
    question = phone.page.locator("fieldset.question")
    expect(question).to_have_attribute("data-at", "5")
    seat = lambda: phone.page.evaluate("async code => (await (await fetch(`/rooms/${code}/seat`)).json()).answers", code)
    assert seat()[0] is None
    phone.page.unroute("**/seat/answers")
    expect(phone.page.get_by_text(say("room-quiz", "saved"))).to_be_visible()
    assert None not in seat()[:5]


def test_a_phone_whose_clock_is_wrong_loses_nothing(visit):
    host = visit()
    code = open_room(host)
    for year in (1999, 2040):
        phone = visit(width=360)
        phone.page.clock.set_fixed_time(f"{year}-01-01T12:00:00Z")
        join(phone, code)
        answer(phone, 0, 3, 1)
        expect(phone.page.get_by_text(say("room-quiz", "saved"))).to_be_visible()
        phone.page.reload()
        expect(phone.page.locator("fieldset.question")).to_have_attribute("data-at", "3")
        answer(phone, 3, 60, 1)
        finish(phone)
        phone.page.reload()
        expect(phone.page.locator(".phone-hero .big-type")).to_be_visible()


def test_a_phone_whose_cookie_is_gone_brings_its_answers_along(visit):
    code = open_room(visit())
    phone = visit()
    join(phone, code)
    answer(phone, 0, 5, 1)
    expect(phone.page.locator("fieldset.question")).to_have_attribute("data-at", "5")
    expect(phone.page.get_by_text(say("room-quiz", "saved"))).to_be_visible()
    phone.context.clear_cookies()
    # The browser says so of the seat that it hasn't any more.
    phone.expect("401 (Unauthorized)")
    phone.page.reload()
    press(phone, "room-phone", "start")
    expect(phone.page.locator("fieldset.question")).to_have_attribute("data-at", "5")
    # The new seat has them too.
    phone.page.wait_for_function("async (code) => (await (await fetch(`/rooms/${code}/seat`)).json()).answers.filter((one) => one !== null).length === 5", arg=code)


def test_the_views_are_turned_by_keys(visit):
    host = visit()
    code = open_room(host, title="Class 7b", teams=["Red", "Blue"])
    crowd(host.server, code, 14, teams=2)
    host.page.keyboard.press("r")
    # The first view after a reveal; the views before it are still there.
    expect(host.page.locator(".picture-view")).to_be_visible()
    host.page.keyboard.press("Home")
    view = host.page.locator(".projector")
    names = []
    for _ in range(8):
        names.append(view.get_attribute("data-view"))
        host.page.keyboard.press("ArrowRight")
    assert names == ["join", "live", "map", "scales", "teams", "agreed", "divided", "divided"]
    for name in ("agreed", "teams", "scales"):
        host.page.keyboard.press("ArrowLeft")
        expect(view).to_have_attribute("data-view", name)
    # Whoever goes along the wall by keyboard isn't thrown off it by what happens meanwhile.
    host.page.keyboard.press("Home")
    host.page.keyboard.press("ArrowRight")
    third = host.page.locator("button.on-wall").nth(2)
    name = third.get_attribute("aria-label")
    third.focus()
    Guest(host.server, code, team=0)
    expect(host.page.locator(".large-count b").first).to_have_text("15")
    assert host.page.evaluate("document.activeElement.getAttribute('aria-label')") == name
