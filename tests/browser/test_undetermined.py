"""A result whose answers deserve no trust: no screen shows its type as if it were known."""

import pytest
from playwright.sync_api import expect
from samples import ANSWERS
from words import word


@pytest.mark.parametrize(("lang", "width", "theme"), [
    ("id", 360, "light"), ("en", 360, "dark"), ("id", 1280, "dark"), ("en", 1280, "light"),
])
def test_a_type_that_deserves_no_trust_is_called_undetermined(visit, server, lang, width, theme):
    ayu = visit(lang=lang, width=width, theme=theme)
    say = lambda module, key, **blanks: word(module, key, lang, **blanks)
    ayu.sign_up("ayu@example.com")
    doubtful = ayu.call("POST", "/app/results", {"answers": [0] * 60})
    assert doubtful["reliable"] is False
    server.user("role", "ayu@example.com", "admin")
    ayu.page.reload()

    main = ayu.page.get_by_role("main")
    ayu.go("/")
    expect(main.get_by_text(say("start", "unsure"))).to_be_visible()
    expect(main.get_by_text(say("start", "unsure_text"))).to_be_visible()
    # The way to take it again comes first.
    expect(main.locator(".stage .button").first).to_have_text(say("start", "anew"))
    ayu.shot("undetermined-start")
    ayu.go("/profile")
    expect(main.get_by_text(say("profile", "unsure"), exact=True)).to_be_visible()
    expect(main.get_by_role("link", name=say("profile", "again"), exact=True)).to_have_attribute("href", "#/quiz")
    expect(main.get_by_text(doubtful["mbti"])).to_have_count(0)
    ayu.shot("undetermined-profile")
    ayu.go("/admin/users")
    # In the list alone: the filter above it names all types.
    users = main.locator("table")
    expect(users.get_by_text(say("admin-users", "unsure"), exact=True)).to_be_visible()
    expect(users.get_by_text(doubtful["mbti"])).to_have_count(0)
    ayu.shot("undetermined-users")
    # Neither its list of links nor the name of its picture says it.
    ayu.call("POST", "/app/shares", {"result": doubtful["id"], "days": 1})
    ayu.go("/result")
    links = main.locator(".shared-link")
    expect(links).to_contain_text(say("result-parts", "undetermined"))
    expect(links.locator(".emblem")).to_have_count(0)
    assert doubtful["mbti"] not in links.inner_text() + links.get_by_role("button").first.get_attribute("aria-label")
    # And its charts name none of the sixteen more than the others.
    expect(main.locator(".chances tbody tr")).to_have_count(16)
    expect(main.locator(".named-type")).to_have_count(0)
    assert doubtful["mbti"] not in main.locator(".result-charts").inner_text().replace(main.locator(".chances").inner_text(), "")
    assert ayu.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    with ayu.page.expect_download() as kept:
        main.get_by_role("button", name=say("share-card", "svg"), exact=True).click()
    assert kept.value.suggested_filename == "firststep-result.svg"
    ayu.shot("undetermined-result")
    ayu.go("/admin")
    expect(main.get_by_text(say("admin-charts", "undetermined", count=1))).to_be_visible()
    ayu.shot("undetermined-overview")

    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.page.reload()
    ayu.go("/history")
    entries = main.locator(".entry-type")
    expect(entries).to_have_text(["INFJ", say("result-parts", "undetermined")])
    # From what isn't known to what is, nothing has changed.
    expect(main.get_by_text(say("history", "changed", letters=""))).to_have_count(0)
    expect(main.get_by_text(doubtful["mbti"])).to_have_count(0)
    ayu.shot("undetermined-history")
    main.locator("summary").click()
    expect(main.locator("tbody td").first).to_have_text(say("result-parts", "undetermined"))
    ayu.go("/profile")
    expect(main.get_by_role("heading", level=1)).to_have_text(say("profile", "title"))
    expect(main.get_by_text("INFJ", exact=True)).to_be_visible()
    ayu.go("/")
    expect(main.locator(".stage .button").first).to_have_text(say("start", "result"))
    expect(main.get_by_text(say("start", "unsure"))).to_have_count(0)
