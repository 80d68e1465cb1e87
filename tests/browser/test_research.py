"""Answers for research: who is asked, what is kept with consent and without, and how it is taken back."""

import json
import sqlite3

import pytest
from axe import violations
from guests import shown
from playwright.sync_api import expect
from rooms import answer as answer_in_room
from rooms import finish as finish_in_room
from rooms import open_room
from samples import ANSWERS
from words import word

from conftest import PASSWORD

COLUMNS = "account_id, room_id, answers, milliseconds, shown_order, language, attention"


def say(module, key, visitor, **blanks):
    return word(module, key, visitor.lang, **blanks)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(module, key, visitor), exact=True).first.click()


def rows(server):
    with sqlite3.connect(server.folder / "firststep.db") as database:
        return database.execute(f"select {COLUMNS} from responses order by id").fetchall()


def sitting(visitor):
    """What the browser keeps of how the quiz is taken, by owner."""
    kept = visitor.page.evaluate("() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('firststep.sitting.')))")
    return {key.rsplit(".", 1)[1]: json.loads(text) for key, text in kept.items()}


def box(visitor):
    return visitor.page.locator("input[name=consent]")


def begin(visitor):
    visitor.go("/quiz")
    visitor.page.locator("fieldset.question").wait_for()


def answer(visitor, values):
    for value in values:
        visitor.page.keyboard.press(str(value + 4))


def see(visitor):
    press(visitor, "quiz-end", "finish")
    return shown(visitor)


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("id", 360, "dark")])
def test_with_consent_the_answers_are_kept_with_their_times(visit, server, lang, width, theme):
    ayu = visit(lang=lang, width=width, theme=theme)
    ayu.sign_up("ayu@example.com")
    begin(ayu)
    # Nobody has said anything yet.
    expect(box(ayu)).not_to_be_checked()
    expect(ayu.page.get_by_text(say("consent", "account", ayu))).to_be_visible()
    ayu.shot("consent")
    assert violations(ayu.page) == []
    box(ayu).check()
    answer(ayu, ANSWERS[:30])
    # It is remembered with the answers.
    ayu.page.reload()
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "30")
    expect(box(ayu)).to_have_count(0)
    answer(ayu, ANSWERS[30:])
    expect(box(ayu)).to_be_checked()
    ayu.shot("consent-end")
    assert violations(ayu.page) == []
    assert see(ayu) == "INFJ"
    [(account, room, answers, times, order, language, attention)] = rows(server)
    assert (account, room, json.loads(answers), order, language, attention) == (1, None, ANSWERS, None, lang, None)
    times = json.loads(times)
    assert len(times) == 60 and all(isinstance(time, int) and 0 < time < 60_000 for time in times), times
    assert sitting(ayu) == {}


def test_nobody_who_leaves_the_box_empty_is_in_it(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    begin(ayu)
    answer(ayu, ANSWERS[:20])
    # Not even here is anything measured.
    assert all(not kept.get("times") for kept in sitting(ayu).values())
    answer(ayu, ANSWERS[20:])
    assert see(ayu) == "INFJ"
    # Whoever thinks better of it at the end isn't either, and what was measured is gone.
    begin(ayu)
    box(ayu).check()
    answer(ayu, ANSWERS)
    assert len(sitting(ayu)["1"]["times"]) == 60
    box(ayu).uncheck()
    assert sitting(ayu)["1"]["times"] is None
    see(ayu)
    assert rows(server) == []
    # And the next time everybody is asked anew.
    begin(ayu)
    expect(box(ayu)).not_to_be_checked()


def test_a_full_storage_brings_no_consent_back(visit, server):
    """Taken back where nothing can be written any more, it stays taken back; given there, it counts."""
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    fill_up = """() => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
    for first, then, count in ((True, False, 0), (False, True, 1)):
        begin(ayu)
        box(ayu).set_checked(first)
        ayu.page.evaluate(fill_up)
        box(ayu).set_checked(then)
        # Nothing is left of what was said before.
        assert all(one.get("consent") == then for one in sitting(ayu).values())
        answer(ayu, ANSWERS)
        expect(box(ayu)).to_be_checked(checked=then)
        see(ayu)
        assert len(rows(server)) == count
        ayu.page.reload()


def test_time_out_of_sight_does_not_count(visit, server):
    ayu = visit()
    ayu.context.add_init_script("""
        let now = 0;
        let state = "visible";
        performance.now = () => now;
        Object.defineProperty(document, "visibilityState", { get: () => state });
        window.pass = (milliseconds) => { now += milliseconds; };
        window.turn = (next) => { state = next; document.dispatchEvent(new Event("visibilitychange")); };""")
    ayu.sign_up("ayu@example.com")
    begin(ayu)
    box(ayu).check()
    ayu.page.evaluate("() => { pass(1500); turn('hidden'); pass(60_000); turn('visible'); pass(700); }")
    answer(ayu, ANSWERS[:1])
    # Looked at, skipped, come back to, and answered: all of it is its time.
    ayu.page.evaluate("() => pass(400)")
    press(ayu, "quiz-run", "skip")
    ayu.page.evaluate("() => pass(50)")
    press(ayu, "quiz-run", "back")
    ayu.page.evaluate("() => pass(1000)")
    answer(ayu, ANSWERS[1:2])
    assert sitting(ayu)["1"]["times"][:4] == [2200, 1400, 50, None]


def test_an_account_takes_its_answers_back(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": ANSWERS, "consent": True})
    ayu.call("POST", "/app/results", {"answers": ANSWERS, "consent": True})
    ayu.go("/account")
    ayu.page.get_by_role("button", name=say("account", "research_drop", ayu), exact=True).click()
    ayu.page.get_by_role("dialog").get_by_role("button", name=say("ui", "cancel", ayu), exact=True).click()
    assert len(rows(server)) == 2
    ayu.page.get_by_role("button", name=say("account", "research_drop", ayu), exact=True).click()
    ayu.shot("consent-withdraw")
    ayu.page.get_by_role("dialog").get_by_role("button", name=say("account", "research_drop", ayu), exact=True).click()
    expect(ayu.page.get_by_text(say("account", "research_none", ayu))).to_be_visible()
    assert rows(server) == []
    assert len(ayu.call("GET", "/app/results")["results"]) == 2


def test_a_guests_consent_goes_along_into_the_account(visit, server):
    ayu = visit()
    ayu.open()
    begin(ayu)
    expect(ayu.page.get_by_text(say("consent", "guest", ayu))).to_be_visible()
    box(ayu).check()
    answer(ayu, ANSWERS)
    assert see(ayu) == "INFJ"
    assert rows(server) == []
    ayu.go("/sign-up")
    page = ayu.page
    page.get_by_label(say("sign-up", "front", ayu), exact=True).fill("Ayu")
    page.get_by_label(say("sign-up", "email", ayu), exact=True).fill("ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[name=along]").check()
    press(ayu, "sign-up", "submit")
    expect(page.get_by_role("button", name=say("main", "sign_out", ayu), exact=True)).to_be_visible()
    expect(page.get_by_text(say("guest-answers", "taken", ayu))).to_be_visible()
    [(account, _, answers, times, *_)] = rows(server)
    assert (account, json.loads(answers), len(json.loads(times))) == (1, ANSWERS, 60)


def test_where_nothing_is_collected_nobody_is_asked(visit, serve):
    visitor = visit(serve("--research", "off", "--attention-check"))
    visitor.sign_up("ayu@example.com")
    begin(visitor)
    expect(box(visitor)).to_have_count(0)
    answer(visitor, ANSWERS)
    expect(box(visitor)).to_have_count(0)
    assert see(visitor) == "INFJ"
    assert rows(visitor.server) == []


def test_shuffled_statements_are_answered_in_their_own_places(visit, serve):
    server = serve("--shuffle-statements")
    ayu = visit(server)
    ayu.sign_up("ayu@example.com")
    statements = [one["en"] for one in ayu.call("GET", "/app/questions")["statements"]]
    begin(ayu)
    box(ayu).check()
    texts = []

    def answer_all(count):
        for _ in range(count):
            question = ayu.page.locator("fieldset.question")
            expect(question).to_have_attribute("data-at", str(len(texts)))
            texts.append(question.locator("legend").inner_text().split(":", 1)[-1].strip())
            answer(ayu, [ANSWERS[statements.index(texts[-1])]])

    answer_all(25)
    # The order outlasts a reload.
    ayu.page.reload()
    answer_all(35)
    order = [statements.index(text) for text in texts]
    assert sorted(order) == list(range(60)) and order != list(range(60))
    # What is open is named by where it is shown.
    assert see(ayu) == "INFJ"
    [(_, _, answers, _, kept, *_)] = rows(server)
    assert (json.loads(answers), json.loads(kept)) == (ANSWERS, order)
    # The next sitting has another order.
    begin(ayu)
    assert sitting(ayu)["1"]["order"] != order


def test_what_is_open_is_found_in_another_order(visit, serve):
    ayu = visit(serve("--shuffle-statements"))
    ayu.open()
    begin(ayu)
    press(ayu, "quiz-run", "skip")
    answer(ayu, [1] * 59)
    # The first that is shown is open still.
    link = ayu.page.locator(".open-list a")
    expect(link).to_have_count(1)
    expect(link).to_contain_text(say("quiz-end", "number", ayu, at=1))
    link.click()
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "0")


def test_the_attention_check_is_kept_apart(visit, serve):
    server = serve("--attention-check")
    ayu = visit(server)
    ayu.sign_up("ayu@example.com")
    begin(ayu)
    # Without consent there is none.
    answer(ayu, ANSWERS)
    assert see(ayu) == "INFJ"
    begin(ayu)
    box(ayu).check()
    answer(ayu, ANSWERS[:30])
    question = ayu.page.locator("fieldset.question")
    expect(question).to_have_attribute("data-at", "check")
    expect(question).to_contain_text("Please tap “Strongly agree” here.")
    expect(ayu.page.locator(".progress-text")).to_contain_text("30 of 60")
    ayu.shot("attention")
    assert violations(ayu.page) == []
    # Back and forth, and it is there again.
    ayu.page.keyboard.press("Backspace")
    expect(question).to_have_attribute("data-at", "29")
    press(ayu, "quiz-run", "next")
    expect(question).to_have_attribute("data-at", "check")
    answer(ayu, [3])
    expect(question).to_have_attribute("data-at", "30")
    answer(ayu, ANSWERS[30:])
    assert see(ayu) == "INFJ"
    [(_, _, answers, times, _, _, attention)] = rows(server)
    assert (json.loads(answers), attention) == (ANSWERS, 3)
    assert all(json.loads(times))


def test_the_attention_check_may_be_skipped_and_stands_among_five(visit, serve):
    server = serve("--attention-check")
    ayu = visit(server, width=360)
    ayu.sign_up("ayu@example.com")
    begin(ayu)
    box(ayu).check()
    answer(ayu, ANSWERS[:30])
    press(ayu, "quiz-run", "skip")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "30")
    press(ayu, "quiz-run", "five")
    expect(ayu.page.locator("fieldset.question")).to_have_count(6)
    ayu.page.locator("fieldset.question[data-at=check] .point").nth(5).click()
    press(ayu, "quiz-run", "one")
    answer(ayu, ANSWERS[30:])
    assert see(ayu) == "INFJ"
    [(_, _, answers, _, _, _, attention)] = rows(server)
    assert (json.loads(answers), attention) == (ANSWERS, 2)


def test_a_phone_in_a_room_consents_and_takes_it_back(visit, server):
    host = visit()
    code = open_room(host, title="Class 7b", language="en")
    phone = visit(width=360, lang="id")
    phone.page.set_viewport_size({"width": 360, "height": 640})
    phone.page.goto(f"{server.url}/r/{code}")
    expect(box(phone)).not_to_be_checked()
    expect(phone.page.get_by_text(say("consent", "room", phone))).to_be_visible()
    phone.shot("consent-room")
    assert violations(phone.page) == []
    box(phone).check()
    press(phone, "room-phone", "start")
    answer_in_room(phone, 0, 60, 1)
    expect(box(phone)).to_be_checked()
    finish_in_room(phone)
    [(account, room, _, times, order, language, _)] = rows(server)
    assert (account, room, order, language) == (None, 1, None, "id")
    assert all(json.loads(times))
    # It is found after a reload as well.
    phone.page.reload()
    press(phone, "room-result", "research_drop")
    expect(phone.page.get_by_text(say("room-result", "research_gone", phone))).to_be_visible()
    expect(phone.page.get_by_role("button", name=say("room-result", "research_drop", phone), exact=True)).to_have_count(0)
    expect(phone.page.locator(".phone-hero .big-type")).to_be_visible()
    assert rows(server) == []
    # Who says nothing contributes nothing.
    other = visit(width=360)
    other.page.goto(f"{server.url}/r/{code}")
    press(other, "room-phone", "start")
    answer_in_room(other, 0, 60, 2)
    finish_in_room(other)
    assert rows(server) == []
