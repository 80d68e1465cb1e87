"""A reply that gets lost on its way: the page asks again under the same key, and nothing is made twice."""

import re

from playwright.sync_api import expect
from samples import ANSWERS
from words import word

from conftest import PASSWORD

# The page is kept, as for everybody who comes again.
WORKER = True


def lose_first_reply(visitor, path):
    """The first POST to a path reaches the server, its reply doesn't reach the page; returns the keys sent."""
    visitor.expect("ERR_FAILED")
    keys = []

    def handle(route):
        if route.request.method != "POST":
            route.fallback()
            return
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            route.continue_()
            return
        assert route.fetch().status == 200
        route.abort()

    visitor.context.route(f"**{path}", handle)
    return keys


def test_a_finish_whose_reply_is_lost_makes_one_result(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    changes = [{"statement": at, "answer": value} for at, value in enumerate(ANSWERS)]
    ayu.call("PATCH", "/app/answers", {"changes": changes})
    ayu.page.reload()
    keys = lose_first_reply(ayu, "/app/results")
    ayu.go("/quiz")
    ayu.page.get_by_role("button", name=word("quiz-end", "finish", "en"), exact=True).click()
    expect(ayu.page).to_have_url(re.compile("#/result"))
    expect(ayu.page.get_by_text("INFJ", exact=True).first).to_be_visible()
    assert len(keys) > 1 and len(set(keys)) == 1
    assert len(ayu.call("GET", "/app/results")["results"]) == 1
    assert ayu.page.evaluate("() => Object.keys(localStorage).filter((key) => key.includes('finish'))") == []
    # The next quiz is another one, even with the same answers.
    ayu.call("PATCH", "/app/answers", {"changes": changes})
    ayu.page.reload()
    ayu.go("/quiz")
    ayu.page.get_by_role("button", name=word("quiz-end", "finish", "en"), exact=True).click()
    expect(ayu.page).to_have_url(re.compile("#/result"))
    assert len(ayu.call("GET", "/app/results")["results"]) == 2
    assert len(set(keys)) == 2


def test_a_sign_up_whose_reply_is_lost_makes_one_account(visit):
    ayu = visit()
    keys = lose_first_reply(ayu, "/app/sign-up")
    ayu.open("/sign-up")
    for key, text in {"front": "Ayu", "email": "ayu@example.com"}.items():
        ayu.page.get_by_label(word("sign-up", key, "en"), exact=True).fill(text)
    ayu.page.locator("input[type=password]").fill(PASSWORD)
    submit = ayu.page.get_by_role("button", name=word("sign-up", "submit", "en"), exact=True)
    submit.click()
    expect(ayu.page.get_by_text(word("problem", "offline", "en")).first).to_be_visible()
    submit.click()
    expect(ayu.page.get_by_role("button", name=word("main", "sign_out", "en"), exact=True)).to_be_visible()
    assert len(keys) == 2 and len(set(keys)) == 1
    assert ayu.call("GET", "/app/me")["account"]["email"] == "ayu@example.com"
