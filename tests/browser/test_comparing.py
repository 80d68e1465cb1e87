"""Two people side by side: one asks by a link, the other agrees or doesn't, either ends it."""

import re

import pytest
from axe import violations
from guests import finish
from playwright.sync_api import expect
from samples import ANSWERS
from test_quality import judge
from words import word

from conftest import PASSWORD

# Somebody who answers the other way round, and half as strongly.
OTHERWISE = [-value // 2 if value > 0 else -value for value in ANSWERS]


def person(visit, first, answers, **options):
    visitor = visit(reduced_motion="reduce", **options)
    visitor.sign_up(f"{first.lower()}@example.com", first=first)
    visitor.call("POST", "/app/results", {"answers": answers})
    return visitor


def link_of(visitor):
    """The link to compare that its maker sees."""
    field = visitor.page.locator("input[readonly]").last
    expect(field).to_have_value(re.compile(rf"^{re.escape(visitor.server.url)}/with/[\w-]{{20,}}$"))
    return field.input_value()


@pytest.mark.parametrize(("lang", "width"), [("id", 360), ("en", 1440)])
def test_one_asks_the_other_agrees_and_both_see_both(visit, server, lang, width):
    say = lambda module, key, **blanks: word(module, key, lang, **blanks)
    ayu = person(visit, "Ayu", ANSWERS, lang=lang, width=width)
    ayu.go("/result")
    press = lambda visitor, module, key: visitor.page.get_by_role("button", name=say(module, key), exact=True).click()
    press(ayu, "compare-ask", "make")
    address = link_of(ayu)
    ayu.shot("compare-asked")
    # It is found again, whatever the list of links to results forgets of its own.
    for _ in range(2):
        ayu.page.reload()
        expect(ayu.page.get_by_text(say("shares", "nothing"), exact=True)).to_be_visible()
    assert link_of(ayu) == address

    # A stranger sees the first name of who asks, what each would see, and how to get in.
    stranger = visit(lang=lang, width=width, reduced_motion="reduce")
    stranger.page.goto(address)
    expect(stranger.page.get_by_role("heading", name=say("compare-with", "asks", name="Ayu"))).to_be_visible()
    expect(stranger.page.locator("main").get_by_role("link", name=say("compare-with", "sign_in"), exact=True)).to_be_visible()
    content = stranger.page.locator("main").inner_text()
    assert "INFJ" not in content and "Lestari" not in content
    judge(stranger, "/with")
    stranger.shot("compare-with-stranger")

    budi = person(visit, "Budi", OTHERWISE, lang=lang, width=width)
    budi.page.goto(address)
    expect(budi.page.get_by_role("button", name=say("compare-with", "agree"), exact=True)).to_be_visible()
    judge(budi, "/with")
    budi.shot("compare-with")
    press(budi, "compare-with", "agree")

    kinds = [one.call("GET", "/app/results/latest")["mbti"] for one in (ayu, budi)]
    ayu.page.reload()
    ayu.page.get_by_role("link", name=say("compare-ask", "look"), exact=True).click()
    for visitor, mine, other in [(ayu, *kinds), (budi, *reversed(kinds))]:
        shown = visitor.page.locator(".pair-type")
        expect(shown).to_have_text([mine, other])
        expect(visitor.page.locator(".pair-bar")).to_have_count(4)
        expect(visitor.page.locator(".pair-words section")).to_have_count(4)
        visitor.page.locator("details.facets summary").first.click()
        expect(visitor.page.locator("details[open] .pair-line")).to_have_count(5)
        for theme in ("light", "dark"):
            visitor.turn(theme)
            visitor.shot(f"compare-{'ayu' if visitor is ayu else 'budi'}")
        judge(visitor, "/compare")
    # The link is used up.
    stranger.expect("404")
    stranger.page.reload()
    expect(stranger.page.get_by_text(say("compare-with", "gone"), exact=True)).to_be_visible()

    # Either ends it.
    press(budi, "compare", "end")
    budi.page.get_by_role("dialog").get_by_role("button", name=say("compare", "end"), exact=True).click()
    expect(budi.page.get_by_text(say("compare-ask", "nothing"))).to_be_visible()
    ayu.expect("404")
    ayu.page.reload()
    expect(ayu.page.get_by_text(say("compare", "gone"), exact=True)).to_be_visible()


def test_a_no_changes_nothing_and_ones_own_link_says_so(visit):
    ayu = person(visit, "Ayu", ANSWERS)
    ayu.go("/result")
    ayu.page.get_by_role("button", name=word("compare-ask", "make", "en"), exact=True).click()
    address = link_of(ayu)
    ayu.page.goto(address)
    expect(ayu.page.get_by_text(word("compare-with", "own", "en"), exact=True)).to_be_visible()
    budi = person(visit, "Budi", OTHERWISE)
    budi.page.goto(address)
    budi.page.get_by_role("link", name=word("compare-with", "no", "en"), exact=True).click()
    expect(budi.page.get_by_role("heading", level=1)).to_be_visible()
    assert budi.call("GET", "/app/comparisons") == {"comparisons": []}
    assert [one["agreed"] for one in ayu.call("GET", "/app/comparisons")["comparisons"]] == [False]
    # The keys go with their owner.
    ayu.page.get_by_role("button", name=word("main", "sign_out", "en"), exact=True).click()
    expect(ayu.page.get_by_role("link", name=word("main", "sign_in", "en"), exact=True)).to_be_visible()
    assert address.rsplit("/", 1)[1] not in ayu.page.evaluate("() => JSON.stringify({ ...localStorage })")


def test_whoever_signs_up_for_it_comes_back_to_it(visit):
    ayu = person(visit, "Ayu", ANSWERS)
    ayu.go("/result")
    ayu.page.get_by_role("button", name=word("compare-ask", "make", "en"), exact=True).click()
    address = link_of(ayu)
    budi = visit()
    budi.open()
    finish(budi, OTHERWISE)
    budi.page.goto(address)
    budi.page.locator("main").get_by_role("link", name=word("compare-with", "sign_up", "en"), exact=True).click()
    budi.page.get_by_label(word("sign-up", "front", "en"), exact=True).fill("Budi")
    budi.page.get_by_label(word("sign-up", "email", "en"), exact=True).fill("budi@example.com")
    budi.page.locator("input[type=password]").fill(PASSWORD)
    budi.page.locator("input[name=along]").check()
    budi.page.get_by_role("button", name=word("sign-up", "submit", "en"), exact=True).click()
    budi.page.get_by_role("button", name=word("compare-with", "agree", "en"), exact=True).click()
    expect(budi.page.locator(".pair-type")).to_have_count(2)


def test_of_answers_that_cannot_be_relied_on_nothing_is_said(visit):
    ayu = person(visit, "Ayu", ANSWERS)
    budi = person(visit, "Budi", [0] * 60)
    made = ayu.call("POST", "/app/comparisons", {"result": 1, "days": 7})
    budi.call("POST", f"/app/compare/{made['key']}", {"result": 2})
    budi.go(f"/compare/{made['id']}")
    expect(budi.page.get_by_text(word("compare", "guess", "en"), exact=True)).to_be_visible()
    expect(budi.page.locator(".pair-type").first).to_have_text(word("result-parts", "undetermined", "en"))
    expect(budi.page.locator(".pair-words")).to_have_count(0)
    assert violations(budi.page) == []


def test_what_is_said_goes_by_the_strength_not_by_the_letter(visit):
    """Two on either side of the middle are told that they are near, and two at its ends that they are far apart."""
    ayu = visit()
    ayu.open()
    say = """async ([mine, other]) => {
        const { said } = await import("/static/app/compare-words.js");
        return said({ first: "E", second: "I" }, { name: "Ayu", at: mine }, { name: "Budi", at: other });
    }"""
    told = lambda mine, other: ayu.page.evaluate(say, [mine, other])
    of = lambda key, **blanks: word("compare-words", key, "en", **blanks)
    assert told(0.3, -0.3)["meet"] == of("near_meet")
    assert told(0.1, -0.1)["meet"] == told(0.1, 0.6)["meet"] == of("middle_meet")
    assert told(0.1, 1.6)["meet"] == told(2, 2)["meet"] == of("EE_meet")
    assert told(2, 0.4)["more"] == of("degree", more="Ayu", less="Budi") and told(2, 2)["more"] is None
    assert told(-2, -1)["rub"] == of("II_rub")
    apart = told(-1, 2)
    assert apart["meet"] == of("EI_meet", one="Budi", two="Ayu") and apart["more"] == of("far")
    assert told(1, -0.5)["more"] is None
