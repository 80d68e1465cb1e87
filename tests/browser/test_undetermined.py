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
    ayu.go("/admin")
    expect(main.get_by_text(say("admin-charts", "undetermined", count=1))).to_be_visible()
    ayu.shot("undetermined-overview")

    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.page.reload()
    ayu.go("/profile")
    expect(main.get_by_text("INFJ", exact=True)).to_be_visible()
    ayu.go("/")
    expect(main.locator(".stage .button").first).to_have_text(say("start", "result"))
    expect(main.get_by_text(say("start", "unsure"))).to_have_count(0)
