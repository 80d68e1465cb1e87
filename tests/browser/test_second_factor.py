"""Two-step verification: set up, used, and taken away again, by people with a phone and with a keyboard alone."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import expect
from words import word

from conftest import PASSWORD


def code(secret, steps=0):
    """What an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret.replace(" ", ""))
    digest = hmac.digest(key, struct.pack(">q", int(time.time()) // 30 + steps), hashlib.sha1)
    [number] = struct.unpack_from(">I", digest, digest[19] & 15)
    return f"{(number & 0x7fffffff) % 1_000_000:06}"


def fill(visitor, module, key, text):
    visitor.page.get_by_label(word(module, key, visitor.lang), exact=True).fill(text)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=word(module, key, visitor.lang), exact=True).click()


def switch_on(visitor):
    """Sets it up; the secret, the recovery codes, which are still shown, and the code that was used."""
    page = visitor.page
    # The page before it asks for a password, too.
    expect(page.get_by_role("heading", name=word("second-factor", "title", visitor.lang), exact=True)).to_be_visible()
    fill(visitor, "second-factor", "password", PASSWORD)
    visitor.shot("second-factor-begin")
    press(visitor, "second-factor", "next")
    secret = page.locator("code.secret")
    expect(secret).to_be_visible()
    expect(page.get_by_role("img", name=word("second-factor", "code", visitor.lang))).to_be_visible()
    visitor.shot("second-factor-scan")
    secret = secret.inner_text()
    used = code(secret)
    fill(visitor, "app-code", "label", used)
    press(visitor, "second-factor", "turn_on")
    codes = page.locator(".secret-codes code")
    expect(codes).to_have_count(10)
    visitor.shot("second-factor-codes")
    return secret, codes.all_inner_texts(), used


@pytest.mark.parametrize("lang,width,theme", [("id", 360, "dark"), ("en", 1280, "light"), ("en", 360, "light"), ("id", 1280, "dark")])
def test_it_is_set_up_and_asked_for(visit, lang, width, theme):
    ayu = visit(lang=lang, width=width, theme=theme)
    page = ayu.page
    ayu.sign_up("ayu@example.com")
    ayu.go("/account")
    page.get_by_role("link", name=word("account", "two_steps_open", lang), exact=True).click()
    secret, codes, used = switch_on(ayu)
    with page.expect_download() as kept:
        press(ayu, "recovery-codes", "download")
    text = kept.value.path().read_text()
    assert all(one in text for one in codes) and "ayu@example.com" in text
    press(ayu, "recovery-codes", "done")

    # An app password, shown once.
    fill(ayu, "app-passwords", "name", "Phone")
    fill(ayu, "app-passwords", "password", PASSWORD)
    ayu.expect("400")
    fill(ayu, "app-code", "label", used)
    press(ayu, "app-passwords", "make")
    expect(page.get_by_text(word("app-code", "wrong", lang))).to_be_visible()
    ayu.shot("app-password-wrong")
    press(ayu, "app-code", "recovery")
    page.get_by_role("textbox", name=word("app-code", "recovery_label", lang)).fill(codes[1].lower())
    press(ayu, "app-passwords", "make")
    shown = page.locator("input.secret")
    expect(shown).to_have_value(re.compile(r"^([a-z]{4}-){5}[a-z]{4}$"))
    ayu.shot("second-factor-on")
    assert app_status(ayu, shown.input_value()) == 200
    assert app_status(ayu, PASSWORD) == 401
    page.reload()
    expect(page.get_by_text("Phone", exact=True)).to_be_visible()
    expect(shown).to_have_count(0)

    page.get_by_role("button", name=word("main", "sign_out", lang), exact=True).click()
    page.get_by_role("link", name=word("main", "sign_in", lang), exact=True).click()
    ayu.expect("403", "400")
    fill(ayu, "sign-in", "name", "ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    press(ayu, "sign-in", "submit")
    field = page.get_by_label(word("app-code", "label", lang), exact=True)
    expect(field).to_be_focused()
    ayu.shot("sign-in-code")
    field.fill("000000" if code(secret) != "000000" else "111111")
    press(ayu, "sign-in", "submit")
    expect(page.get_by_text(word("app-code", "wrong", lang))).to_be_visible()
    ayu.shot("sign-in-code-wrong")
    # The next code: the one that switched it on is used.
    field.fill(code(secret, 1))
    press(ayu, "sign-in", "submit")
    expect(page.get_by_role("button", name=word("main", "sign_out", lang), exact=True)).to_be_visible()

    # Off again, with a recovery code.
    ayu.go("/second-factor")
    press(ayu, "second-factor", "off_open")
    off = page.get_by_role("heading", name=word("second-factor", "title", lang)).locator("xpath=..").last
    off.get_by_label(word("second-factor", "password", lang), exact=True).fill(PASSWORD)
    off.get_by_role("button", name=word("app-code", "recovery", lang), exact=True).click()
    off.get_by_role("textbox", name=word("app-code", "recovery_label", lang)).fill(codes[0].lower())
    ayu.shot("second-factor-off")
    press(ayu, "second-factor", "off")
    expect(page.get_by_text(word("second-factor", "need", lang))).to_be_visible()
    assert app_status(ayu, PASSWORD) == 200


def app_status(visitor, password):
    """What an app is answered that signs in with this password. Not by the page: its console would report refusals."""
    reply = visitor.context.request.post(
        f"{visitor.server.url}/api/login", data={"email": "ayu@example.com", "password": password})
    return reply.status


def test_what_is_shown_once_outlasts_the_other_language(visit):
    ayu = visit()
    page = ayu.page
    ayu.sign_up("ayu@example.com")
    ayu.go("/second-factor")
    _, codes, _ = switch_on(ayu)
    press(ayu, "tools", "other")
    expect(page.get_by_role("heading", name=word("recovery-codes", "title", "id"))).to_be_visible()
    assert page.locator(".secret-codes code").all_inner_texts() == codes
    # But not leaving the screen.
    ayu.go("/profile")
    expect(page.get_by_role("heading", level=1, name=word("profile", "title", "id"))).to_be_visible()
    ayu.go("/second-factor")
    expect(page.get_by_role("heading", name=word("second-factor", "recovery", "id"))).to_be_visible()
    expect(page.locator(".secret-codes")).to_have_count(0)


def test_with_the_keyboard_alone(visit):
    ayu = visit()
    page = ayu.page
    ayu.sign_up("ayu@example.com")
    ayu.go("/second-factor")
    password = page.get_by_label(word("second-factor", "password", "en"), exact=True)
    password.focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.locator("code.secret")
    expect(secret).to_be_visible()
    # The heading has the focus, so that the picture is in sight; then come the link and the code's field.
    expect(page.get_by_role("heading", name=word("second-factor", "set_up", "en"))).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label(word("app-code", "label", "en"), exact=True)).to_be_focused()
    page.keyboard.type(code(secret.inner_text()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=word("recovery-codes", "title", "en"))).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=word("recovery-codes", "done", "en"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=word("app-passwords", "title", "en"))).to_be_visible()


@pytest.mark.parametrize("lang,width", [("id", 360), ("en", 1280)])
def test_who_must_have_one_is_led_there(visit, serve, lang, width):
    server = serve("--require-second-factor", "all")
    ayu = visit(at=server, lang=lang, width=width)
    page = ayu.page
    ayu.sign_up("ayu@example.com")
    expect(page.get_by_text(word("second-factor", "must", lang))).to_be_visible()
    # Nowhere else, but out.
    ayu.go("/profile")
    expect(page).to_have_url(re.compile("#/second-factor$"))
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(0)
    ayu.shot("second-factor-must")
    switch_on(ayu)
    press(ayu, "recovery-codes", "done")
    ayu.go("/profile")
    expect(page.get_by_role("heading", level=1, name=word("profile", "title", lang))).to_be_visible()
    page.get_by_role("button", name=word("main", "sign_out", lang), exact=True).click()
    expect(page.get_by_role("link", name=word("main", "sign_in", lang), exact=True)).to_be_visible()


@pytest.mark.parametrize("left, times", [(4, 0), (3, 1), (0, 1)])
def test_who_has_few_recovery_codes_left_is_told_to_make_new_ones(visit, left, times):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    factor = {"on_since": "2026-11-01T00:00:00Z", "recovery_codes": left, "app_passwords": []}
    ayu.context.route("**/app/second-factor", lambda route: route.fulfill(json=factor))
    ayu.go("/second-factor")
    expect(ayu.page.get_by_role("button", name=word("second-factor", "renew_open", "en"), exact=True)).to_be_visible()
    expect(ayu.page.get_by_text(word("second-factor", "few", "en"), exact=True)).to_have_count(times)
