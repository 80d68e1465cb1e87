"""Addresses: a new one with password and code, the old one taken back, what administrators see of it, and of mails."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect
from words import word

from conftest import PASSWORD

LOOKS = [("en", 1280, "light"), ("id", 360, "dark")]


def say(visitor, module, key, **blanks):
    return word(module, key, visitor.lang, **blanks)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(visitor, module, key), exact=True).click()


def ask(server, method, path, body, token=None):
    """A request of another API's client."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.load(reply)


def steal(server, email, to):
    """Somebody with a session of another API changes the address."""
    signed_in = ask(server, "POST", "/api/login", {"email": email, "password": PASSWORD})
    ask(server, "PUT", "/api/v1/users/me", {"email": to}, signed_in["loginResult"]["token"])


def undo_code(server, email):
    return re.search(r"^([A-Z]{4}-){3}[A-Z]{4}$", server.mail_to(email), re.M)[0]


def tab_to(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} doesn't show its focus"
            return
    raise AssertionError(f"Tab never comes to {selector}")


@pytest.mark.parametrize(("lang", "width", "theme"), LOOKS)
def test_a_new_address_takes_the_password_and_a_code(visit, server, lang, width, theme):
    ayu = visit(lang=lang, width=width, theme=theme)
    ayu.sign_up("ayu@example.com")
    ayu.expect("403", "400")
    page = ayu.page
    ayu.go("/account")
    form = page.locator("form", has=page.locator("input[name=email]"))
    expect(page.get_by_text(say(ayu, "address", "now", email="ayu@example.com"))).to_be_visible()
    form.locator("input[name=email]").fill("ayu@example.org")
    form.locator("input[type=password]").fill("not the password")
    press(ayu, "address", "ask")
    expect(form.locator("input[aria-invalid=true]")).to_have_attribute("name", "password")
    expect(page.get_by_text(say(ayu, "address", "wrong_password"))).to_be_visible()
    ayu.shot("account-address")
    form.locator("input[type=password]").fill(PASSWORD)
    press(ayu, "address", "ask")
    code = page.locator("input[autocomplete=one-time-code]")
    expect(code).to_be_focused()
    expect(page.get_by_text("ayu@example.org").first).to_be_visible()
    digits = server.mail_to("ayu@example.org").strip()[:6]
    code.fill("000000" if digits != "000000" else "111111")
    press(ayu, "address", "confirm")
    expect(page.get_by_text(say(ayu, "address", "wrong"))).to_be_visible()
    ayu.shot("account-address-code")
    # The other language leaves it where it was.
    press(ayu, "tools", "other")
    expect(page.locator("html")).to_have_attribute("lang", "en" if lang == "id" else "id")
    page.get_by_role("button", name=word("tools", "other", "en" if lang == "id" else "id"), exact=True).click()
    code.fill(digits)
    press(ayu, "address", "confirm")
    expect(page.get_by_text(say(ayu, "address", "now", email="ayu@example.org"))).to_be_visible()
    expect(page.locator("input[name=email]")).to_be_focused()
    assert "ayu@example.org" in server.user("list")
    assert undo_code(server, "ayu@example.com")


def test_a_new_address_with_the_keyboard_alone(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    page = ayu.page
    ayu.go("/account")
    expect(page.locator("input[name=email]")).to_be_visible()
    tab_to(page, "input[name=email]")
    page.keyboard.type("ayu@example.org")
    tab_to(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("input[autocomplete=one-time-code]")).to_be_focused()
    page.keyboard.type(server.mail_to("ayu@example.org").strip()[:6])
    page.keyboard.press("Enter")
    expect(page.get_by_text(say(ayu, "address", "now", email="ayu@example.org"))).to_be_visible()


def test_leaving_the_screen_forgets_what_was_begun(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    page = ayu.page
    ayu.go("/account")
    page.locator("input[name=email]").fill("ayu@example.org")
    page.locator("form", has=page.locator("input[name=email]")).locator("input[type=password]").fill(PASSWORD)
    press(ayu, "address", "ask")
    expect(page.locator("input[autocomplete=one-time-code]")).to_be_visible()
    ayu.go("/profile")
    expect(page.locator("input[autocomplete=one-time-code]")).to_have_count(0)
    ayu.go("/account")
    expect(page.locator("input[name=email]")).to_have_value("")


@pytest.mark.parametrize(("lang", "width", "theme"), LOOKS)
def test_a_new_address_of_another_api_takes_its_code_here(visit, serve, lang, width, theme):
    server = serve("--confirm-email")
    person = {"email": "ayu@example.com", "password": PASSWORD, "first_name": "Ayu", "last_name": "Lestari"}
    ask(server, "POST", "/api/v1/auth/register", person)
    code = server.mail_to("ayu@example.com").strip()[:6]
    ask(server, "POST", "/api/v1/auth/verify-otp", {"email": "ayu@example.com", "otp": code})
    steal(server, "ayu@example.com", "ayu@example.org")
    ayu = visit(at=server, lang=lang, width=width, theme=theme)
    page = ayu.page
    reply = ayu.context.request.post(f"{server.url}/app/sign-in", data={"name": "ayu@example.com", "password": PASSWORD})
    assert reply.ok
    ayu.open("/account")
    expect(page.get_by_text(say(ayu, "address", "sent", email="ayu@example.org", old="ayu@example.com"))).to_be_visible()
    ayu.shot("account-address-waits")
    # Whoever doesn't want it goes on without.
    page.get_by_role("button", name=say(ayu, "writing", "cancel"), exact=True).click()
    expect(page.locator("input[name=email]")).to_be_focused()
    page.reload()
    page.locator("input[autocomplete=one-time-code]").fill(server.mail_to("ayu@example.org").strip()[:6])
    press(ayu, "address", "confirm")
    expect(page.get_by_text(say(ayu, "address", "now", email="ayu@example.org"))).to_be_visible()
    # The one before can take it back.
    expect(page.locator(".note", has_text="a…@example.com")).to_be_visible()
    ayu.shot("account-address-former")


@pytest.mark.parametrize(("lang", "width", "theme"), LOOKS)
def test_the_link_in_the_mail_takes_the_account_back(visit, server, lang, width, theme):
    ayu = visit(lang=lang, width=width, theme=theme)
    ayu.sign_up("ayu@example.com")
    steal(server, "ayu@example.com", "eve@example.net")
    ayu.expect("401", "400")
    # In a browser that nobody is signed in with.
    phone = visit(lang=lang, width=width, theme=theme)
    phone.expect("400")
    page = phone.page
    code = undo_code(server, "ayu@example.com")
    phone.open(f"/undo/{code.replace('-', '')}")
    expect(page.locator("input[name=code]")).to_have_value(code)
    page.locator("input[name=code]").fill("abcd efgh jklm npqr")
    page.locator("input[type=password]").fill("another password, longer")
    press(phone, "undo", "submit")
    expect(page.get_by_text(say(phone, "undo", "wrong"))).to_be_visible()
    phone.shot("undo")
    page.locator("input[name=code]").fill("too short")
    press(phone, "undo", "submit")
    expect(page.get_by_text(say(phone, "letters-field", "fault"))).to_be_visible()
    page.locator("input[name=code]").fill(code)
    # By the keyboard.
    page.locator("input[type=password]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=say(phone, "main", "sign_out"), exact=True)).to_be_visible()
    assert phone.call("GET", "/app/me")["account"]["email"] == "ayu@example.com"
    # What was open before is over.
    ayu.go("/sessions")
    expect(ayu.page).to_have_url(re.compile("#/sign-in"))


@pytest.mark.parametrize(("lang", "width", "theme"), LOOKS)
def test_an_administrator_gives_an_address_back(visit, server, lang, width, theme):
    boss = visit(lang=lang, width=width, theme=theme)
    boss.sign_up("boss@example.com", first="Bos")
    server.user("role", "boss@example.com", "admin")
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    steal(server, "ayu@example.com", "eve@example.net")
    boss.page.reload()
    boss.go("/admin/users")
    boss.page.get_by_label(say(boss, "admin-users", "search"), exact=True).fill("ayu@example.com")
    expect(boss.page.get_by_text("boss@example.com")).to_have_count(0)
    boss.page.get_by_role("link", name="Ayu Lestari").click()
    expect(boss.page.get_by_text(say(boss, "admin-user", "changed"))).to_be_visible()
    boss.shot("admin-user-address")
    boss.page.get_by_role("button", name=re.compile(say(boss, "admin-user", "give_back"))).click()
    boss.page.get_by_role("dialog").get_by_role("button", name=say(boss, "admin-user", "give_back"), exact=True).click()
    expect(boss.page.get_by_text(say(boss, "admin-user", "given_back", email="ayu@example.com"))).to_be_visible()
    assert "ayu@example.com" in server.user("list")


@pytest.mark.parametrize(("lang", "width", "theme"), LOOKS)
def test_the_list_of_mails_says_why_one_failed(visit, server, lang, width, theme):
    boss = visit(lang=lang, width=width, theme=theme)
    boss.sign_up("boss@example.com", first="Bos")
    server.user("role", "boss@example.com", "admin")
    why = "permanent error (550): <img src=x onerror=hit()> \u202e mailbox unknown"
    (server.folder / "outbox" / "7-a.refused").write_text("To: ayu@example.com\r\nSubject: Kode\r\n\r\n123456\r\n", newline="")
    (server.folder / "outbox" / "7-a.tries").write_text(json.dumps({"count": 3, "why": why, "next": 0}))
    boss.page.reload()
    boss.go("/admin/mails")
    told = boss.page.locator(".why")
    expect(told).to_contain_text("<img src=x onerror=hit()> \\u{202e} mailbox unknown")
    expect(told).to_contain_text("3")
    assert boss.page.locator("img[src=x]").count() == 0
    boss.shot("admin-mails-why")
