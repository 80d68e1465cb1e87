"""Whose answers are whose in one browser, and what a key does that stays down."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from samples import ANSWERS, kept
from words import word

from conftest import PASSWORD

ALL = 60


def say(module, key):
    return word(module, key, "en")


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(module, key), exact=True).click()


def answer(visitor, count):
    """Answers so many statements, one after another."""
    visitor.go("/quiz")
    question = visitor.page.locator("fieldset.question")
    for at in range(count):
        expect(question).to_have_attribute("data-at", str(at))
        visitor.page.keyboard.press("6")
    expect(question).to_have_attribute("data-at", str(count))


def on_the_server(visitor):
    """What the account has answered, by statement."""
    answers = visitor.call("GET", "/app/answers")["answers"]
    assert len(answers) == ALL
    return {at: value for at, value in enumerate(answers) if value is not None}


def sign_up(visitor, email, along):
    """By the form, with the box for the answers as it is to be."""
    visitor.go("/sign-up")
    page = visitor.page
    page.get_by_label(say("sign-up", "front"), exact=True).fill("Ayu")
    page.get_by_label(say("sign-up", "email"), exact=True).fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[name=along]").set_checked(along)
    press(visitor, "sign-up", "submit")
    expect(page.get_by_role("button", name=say("main", "sign_out"), exact=True)).to_be_visible()


def sign_in(visitor, email, along=None, go=True):
    if go:
        visitor.go("/sign-in")
    page = visitor.page
    page.get_by_label(say("sign-in", "name"), exact=True).fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    if along is not None:
        page.locator("input[name=along]").set_checked(along)
    press(visitor, "sign-in", "submit")
    expect(page.get_by_role("button", name=say("main", "sign_out"), exact=True)).to_be_visible()
    expect(page).not_to_have_url(re.compile("sign-in"))


def sign_out(visitor):
    press(visitor, "main", "sign_out")
    expect(visitor.page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()


def test_an_accounts_answers_leave_the_browser_at_sign_out(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    answer(ayu, 3)
    expect(ayu.page.get_by_text(say("quiz-run", "saved"), exact=True)).to_be_visible()
    assert len(kept(ayu)) == 3
    assert len(ayu.page.evaluate("() => JSON.parse(sessionStorage.getItem('firststep.pace'))")) == 3
    sign_out(ayu)
    assert kept(ayu) == []
    assert ayu.page.evaluate("() => localStorage.getItem('firststep.owner')") is None
    # Nor does the next one's time go by the pace of the one before.
    assert ayu.page.evaluate("() => sessionStorage.getItem('firststep.pace')") == "[]"
    # The next visitor finds none of them, and neither does the quiz.
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "0")
    expect(ayu.page.locator(".progress-text")).to_contain_text(f"0 of {ALL}")
    # Their owner has them again.
    sign_in(ayu, "ayu@example.com")
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "3")
    assert on_the_server(ayu) == {0: 2, 1: 2, 2: 2}


def test_an_unticked_box_takes_nothing_along(visit):
    ayu = visit()
    ayu.open()
    answer(ayu, 3)
    assert len(kept(ayu)) == 3
    sign_up(ayu, "ayu@example.com", along=False)
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "0")
    assert on_the_server(ayu) == {}
    sign_out(ayu)
    # Whoever gave them still has them, and takes them along where they want to.
    budi = "budi@example.com"
    sign_up(ayu, budi, along=True)
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "3")
    expect(ayu.page.get_by_text(say("quiz-run", "saved"), exact=True)).to_be_visible()
    assert on_the_server(ayu) == {0: 2, 1: 2, 2: 2}
    sign_out(ayu)
    assert kept(ayu) == []
    # At a sign-in it is the same box.
    answer(ayu, 2)
    sign_in(ayu, "ayu@example.com", along=False)
    assert on_the_server(ayu) == {}


def test_of_two_answers_to_one_statement_the_later_goes_along(visit):
    ayu = visit()
    ayu.open()
    answer(ayu, 2)
    sign_up(ayu, "ayu@example.com", along=False)
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "0")
    ayu.page.keyboard.press("2")
    expect(ayu.page.get_by_text(say("quiz-run", "saved"), exact=True)).to_be_visible()
    assert on_the_server(ayu) == {0: -2}
    # Another tab doesn't know what the box said, and asks.
    other = ayu.context.new_page()
    other.goto(f"{ayu.server.url}/#/quiz")
    other.get_by_role("button", name=say("guest-answers", "use"), exact=True).click()
    expect(other.locator(".progress-text")).to_contain_text(f"2 of {ALL}")
    expect(other.get_by_text(say("quiz-run", "saved"), exact=True)).to_be_visible()
    assert on_the_server(ayu) == {0: -2, 1: 2}
    assert [key for key in kept(ayu) if ".guest." in key] == []


def test_of_two_devices_answers_to_one_statement_the_later_stays(visit):
    ayu = visit()
    ayu.expect("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    ayu.sign_up("ayu@example.com")
    phone = visit(width=360)
    phone.open()
    phone.call("POST", "/app/sign-in", {"name": "ayu@example.com", "password": PASSWORD})
    elsewhere = lambda value: phone.call("PATCH", "/app/answers", {"changes": [{"statement": 0, "answer": value}]})
    ayu.go("/quiz")
    question = ayu.page.locator("fieldset.question")
    expect(question).to_have_attribute("data-at", "0")
    # First the answer without the network is the earlier one, then the later.
    for here_first, stays in [(True, 3), (False, -2)]:
        ayu.context.set_offline(True)
        if not here_first:
            elsewhere(1)
        ayu.page.keyboard.press("2")
        expect(question).to_have_attribute("data-at", "1")
        if here_first:
            elsewhere(3)
        ayu.context.set_offline(False)
        expect(ayu.page.get_by_text(say("quiz-run", "saved"), exact=True)).to_be_visible()
        assert on_the_server(ayu) == {0: stays}
        ayu.page.keyboard.press("Backspace")
        expect(question).to_have_attribute("data-at", "0")


def test_a_held_key_answers_once(visit):
    ayu = visit()
    ayu.open()
    ayu.go("/quiz")
    question = ayu.page.locator("fieldset.question")
    expect(question).to_have_attribute("data-at", "0")
    # From the second time on the browser says that the key repeats.
    for _ in range(5):
        ayu.page.keyboard.down("6")
    ayu.page.keyboard.up("6")
    expect(question).to_have_attribute("data-at", "1")
    assert len(kept(ayu)) == 1
    ayu.page.keyboard.press("6")
    expect(question).to_have_attribute("data-at", "2")
    press(ayu, "quiz-run", "five")
    for _ in range(5):
        ayu.page.keyboard.down("2")
    ayu.page.keyboard.up("2")
    expect(ayu.page.locator(".progress-text")).to_contain_text(re.compile(f"^3 of {ALL}"))
    assert len(kept(ayu)) == 3


def test_signing_in_leads_on_within_the_page_alone(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    for then, path in [("//evil.example/x", "/"), ("https://evil.example/", "/"), ("/history", "/history")]:
        sign_out(ayu)
        ayu.go(f"/sign-in?then={quote(then, safe='')}")
        sign_in(ayu, "ayu@example.com", go=False)
        expect(ayu.page).to_have_url(f"{ayu.server.url}/#{path}")


def test_whoever_goes_back_goes_on_from_there(visit):
    ayu = visit()
    ayu.open()
    answer(ayu, 5)
    question = ayu.page.locator("fieldset.question")
    for at in (4, 3, 2):
        ayu.page.keyboard.press("Backspace")
        expect(question).to_have_attribute("data-at", str(at))
    ayu.page.keyboard.press("1")
    expect(question).to_have_attribute("data-at", "3")


def test_starting_over_takes_back_the_wish_to_finish(visit):
    ayu = visit()
    ayu.expect("ERR_FAILED")
    ayu.sign_up("ayu@example.com")
    changes = [{"statement": at, "answer": value} for at, value in enumerate(ANSWERS)]
    ayu.call("PATCH", "/app/answers", {"changes": changes})
    ayu.page.reload()
    ayu.context.route("**/app/results", lambda route: route.abort())
    ayu.go("/quiz")
    press(ayu, "quiz-end", "finish")
    expect(ayu.page.get_by_role("heading", name=say("quiz-end", "waiting"), exact=True)).to_be_visible()
    assert [key for key in kept(ayu) if ".finish." in key] != []
    press(ayu, "quiz-run", "over")
    ayu.page.get_by_role("dialog").get_by_role("button", name=say("quiz-run", "over_yes"), exact=True).click()
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "0")
    assert [key for key in kept(ayu) if ".finish." in key] == []


@pytest.mark.parametrize("already", [0, 7])
def test_a_full_storage_costs_no_account_its_result(visit, already):
    """Whether it was full from the beginning or became so; what was kept before doesn't come back."""
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    ayu.go("/quiz")
    question = ayu.page.locator("fieldset.question")
    for at in range(already):
        expect(question).to_have_attribute("data-at", str(at))
        ayu.page.keyboard.press("2")
    question.wait_for()
    ayu.page.evaluate("""() => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }""")
    for at in reversed(range(already)):
        ayu.page.keyboard.press("Backspace")
        expect(question).to_have_attribute("data-at", str(at))
    for value in ANSWERS:
        ayu.page.keyboard.press(str(value + 4))
    press(ayu, "quiz-end", "finish")
    expect(ayu.page.locator(".big-type")).to_have_text("INFJ")
    assert [one["mbti"] for one in ayu.call("GET", "/app/results")["results"]] == ["INFJ"]
    ayu.go("/quiz")
    expect(question).to_have_attribute("data-at", "0")
    assert kept(ayu) == []


@pytest.mark.parametrize("letter", ["first", "second"])
def test_a_letter_is_as_sure_as_its_range_says(visit, letter):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    result = ayu.call("POST", "/app/results", {"answers": ANSWERS})
    # A letter whose range reaches the middle isn't clear, however large its share.
    sure = [(0.65, 0.2, "tie"), (0.98, 0.45, "leaning"), (0.9, 0.55, "clear"), (0.75, 0.3, "leaning")]
    for axis, (share, low, _) in zip(result["axes"], sure, strict=True):
        axis.update(letter=axis[letter], first_share=share, share=share, first_share_range={"low": low, "high": 1})
        if letter == "second":
            axis.update(first_share=1 - share, first_share_range={"low": 0, "high": 1 - low})
    ayu.context.route(f"**/app/results/{result['id']}", lambda route: route.fulfill(json=result))
    ayu.go("/result")
    badges = ayu.page.locator(".axis .badge")
    expect(badges).to_have_text([say("bars", level) for _, _, level in sure])


def test_a_result_says_how_well_its_answers_go_together(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    result = ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.context.route(f"**/app/results/{result['id']}", lambda route: route.fulfill(json=result))
    for index, how in [(0.999, "very_well"), (0.9499, "well"), (0.5, "fairly"), (0.16, "loosely"), (0.1599, "hardly")]:
        result["reliability"]["index"] = index
        ayu.go("/history")
        ayu.go("/result")
        shown = f"{int(index * 100) / 100:.2f}"
        expect(ayu.page.locator(".together")).to_have_text(word("result-parts", "together", "en", how=say("result-parts", how), index=shown))
    # Of answers that weren't kept nothing is known.
    result["reliability"] = None
    ayu.go("/history")
    ayu.go("/result")
    expect(ayu.page.locator(".axis").first).to_be_visible()
    expect(ayu.page.locator(".together")).to_have_count(0)
