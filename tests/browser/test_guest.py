"""A result without an account: at once, in this browser alone, and in an account only where its owner says so."""

import re
import sqlite3

from guests import finish, kept_result, shown, tap, tap_through
from playwright.sync_api import expect
from samples import ANSWERS, kept
from words import word

from conftest import PASSWORD


def say(module, key, **blanks):
    return word(module, key, "en", **blanks)


def sign_up(visitor, email, along):
    visitor.go("/sign-up")
    page = visitor.page
    page.get_by_label(say("sign-up", "front"), exact=True).fill("Ayu")
    page.get_by_label(say("sign-up", "email"), exact=True).fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    # Whoever says nothing takes nothing.
    expect(page.locator("input[name=along]")).not_to_be_checked()
    if along:
        page.locator("input[name=along]").check()
    page.get_by_role("button", name=say("sign-up", "submit"), exact=True).click()
    expect(page.get_by_role("button", name=say("main", "sign_out"), exact=True)).to_be_visible()
    expect(page).not_to_have_url(re.compile("sign-up"))


def sign_out(visitor):
    visitor.page.get_by_role("button", name=say("main", "sign_out"), exact=True).click()
    expect(visitor.page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()


def results(visitor):
    return visitor.call("GET", "/app/results")["results"]


def test_from_the_address_to_a_result_in_62_taps(visit, server):
    ayu = visit(width=360, has_touch=True)
    ayu.open()
    tap(ayu, ayu.page.get_by_role("link", name=say("start", "start"), exact=True))
    tap_through(ayu, ANSWERS)
    see = ayu.page.get_by_role("button", name=say("quiz-end", "finish"), exact=True)
    expect(see).to_be_visible()
    tap(ayu, see)
    assert shown(ayu) == "INFJ"
    # All of it, as an account has it.
    for heading in [say("result", "influences"), say("share-card", "title"), say("guest-keep", "title")]:
        expect(ayu.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(ayu.page.locator(".influences li").first).to_be_visible()
    ayu.shot("guest-result")
    # It lies in this browser, and outlasts a reload; on the server there is nothing.
    assert kept(ayu) == []
    assert kept_result(ayu)["answers"] == ANSWERS
    ayu.page.reload()
    assert shown(ayu) == "INFJ"
    with sqlite3.connect(server.folder / "firststep.db") as database:
        for table in ("accounts", "predictions", "drafts"):
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,), table
    # And it can be had away.
    ayu.page.get_by_role("button", name=say("guest-keep", "forget"), exact=True).click()
    ayu.page.get_by_role("dialog").get_by_role("button", name=say("guest-keep", "forget"), exact=True).click()
    expect(ayu.page.get_by_role("link", name=say("start", "start"), exact=True)).to_be_visible()
    assert kept_result(ayu) is None


def test_a_guests_result_is_nobodys_until_its_owner_says_so(visit):
    ayu = visit()
    ayu.open()
    assert finish(ayu, ANSWERS) == "INFJ"
    # Somebody else signs up on the same machine.
    sign_up(ayu, "budi@example.com", along=False)
    assert results(ayu) == []
    # The screen of the result asks once more, and a No stays one.
    ayu.go("/result")
    expect(ayu.page.get_by_role("button", name=say("guest-answers", "use"), exact=True)).to_be_visible()
    expect(ayu.page.locator(".big-type")).to_have_count(0)
    sign_out(ayu)
    ayu.go("/result")
    assert shown(ayu) == "INFJ"
    # Its owner keeps it, and then it is gone from here.
    ayu.page.get_by_role("link", name=say("guest-keep", "sign_up"), exact=True).click()
    expect(ayu.page).to_have_url(re.compile("sign-up"))
    page = ayu.page
    page.get_by_label(say("sign-up", "front"), exact=True).fill("Ayu")
    page.get_by_label(say("sign-up", "email"), exact=True).fill("ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[name=along]").check()
    page.get_by_role("button", name=say("sign-up", "submit"), exact=True).click()
    expect(page).to_have_url(re.compile("#/result$"))
    assert shown(ayu) == "INFJ"
    assert len(results(ayu)) == 1
    assert kept_result(ayu) is None
    sign_out(ayu)
    ayu.go("/result")
    expect(page.get_by_role("heading", name=say("result", "none"), exact=True)).to_be_visible()


def test_where_there_was_no_box_the_result_asks(visit):
    ayu = visit()
    ayu.open()
    assert finish(ayu, ANSWERS) == "INFJ"
    ayu.call("POST", "/app/sign-up", {"email": "ayu@example.com", "password": PASSWORD, "front_name": "Ayu"})
    ayu.page.reload()
    ayu.page.get_by_role("button", name=say("guest-answers", "use"), exact=True).click()
    assert shown(ayu) == "INFJ"
    assert len(results(ayu)) == 1
    assert kept_result(ayu) is None


def test_a_quiz_that_was_begun_goes_on_after_a_result_came_along(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    ayu.call("PATCH", "/app/answers", {"changes": [{"statement": 7, "answer": 2}]})
    sign_out(ayu)
    finish(ayu, ANSWERS)
    ayu.go("/sign-in")
    page = ayu.page
    page.get_by_label(say("sign-in", "name"), exact=True).fill("ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[name=along]").check()
    page.get_by_role("button", name=say("sign-in", "submit"), exact=True).click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    assert len(results(ayu)) == 1
    assert ayu.call("GET", "/app/answers")["answers"][7] == 2


def test_a_result_on_its_way_to_an_account_arrives_once_the_server_is_back(visit):
    ayu = visit()
    ayu.expect("503")
    ayu.open()
    finish(ayu, ANSWERS)
    ayu.context.route("**/app/results", lambda route: route.fulfill(status=503, body="{}"))
    sign_up(ayu, "ayu@example.com", along=True)
    assert kept_result(ayu)["to"]
    # Already nobody else's: a guest finds nothing here.
    ayu.context.unroute("**/app/results")
    ayu.page.reload()
    ayu.page.wait_for_function("() => localStorage.getItem('firststep.guest-result') === null")
    assert len(results(ayu)) == 1


def test_a_full_storage_costs_nobody_their_result(visit):
    ayu = visit(width=360)
    ayu.context.add_init_script("""
        Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };""")
    ayu.open()
    ayu.go("/quiz")
    ayu.page.locator("fieldset.question").wait_for()
    ayu.page.keyboard.press("4")
    # What isn't kept isn't said to be.
    expect(ayu.page.get_by_text(say("quiz-run", "held"))).to_be_visible()
    ayu.page.keyboard.press("Backspace")
    assert finish(ayu, ANSWERS) == "INFJ"
    expect(ayu.page.get_by_text(say("guest-keep", "full"))).to_be_visible()
    assert kept_result(ayu) is None


def test_a_server_that_is_gone_is_said_and_what_was_made_stays(visit):
    ayu = visit()
    ayu.expect("ERR_FAILED", "503")
    ayu.open()
    ayu.context.route("**/app/guest-result", lambda route: route.abort())
    ayu.go("/quiz")
    ayu.page.locator("fieldset.question").wait_for()
    for value in ANSWERS:
        ayu.page.keyboard.press(str(value + 4))
    see = ayu.page.get_by_role("button", name=say("quiz-end", "finish"), exact=True)
    see.click()
    expect(ayu.page.get_by_text(say("problem", "offline"))).to_be_visible()
    assert len(kept(ayu)) == 60
    # A server that is merely busy is asked again by itself.
    busy = iter([True, False])
    ayu.context.unroute("**/app/guest-result")
    ayu.context.route("**/app/guest-result", lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}, body="{}") if next(busy, False) else route.continue_())
    see.click()
    assert shown(ayu) == "INFJ"
    assert kept(ayu) == []
    ayu.context.unroute("**/app/guest-result")
    ayu.context.route("**/app/guest-result", lambda route: route.abort())
    ayu.page.reload()
    assert shown(ayu) == "INFJ"


def test_two_tabs_know_of_each_others_result(visit):
    ayu = visit()
    ayu.open()
    other = ayu.context.new_page()
    other.goto(f"{ayu.server.url}/")
    link = other.get_by_role("link", name=say("main", "result"), exact=True)
    expect(link).to_have_count(0)
    finish(ayu, ANSWERS)
    expect(link).to_be_visible()
    ayu.page.get_by_role("button", name=say("guest-keep", "forget"), exact=True).click()
    ayu.page.get_by_role("dialog").get_by_role("button", name=say("guest-keep", "forget"), exact=True).click()
    expect(link).to_have_count(0)
