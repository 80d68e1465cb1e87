"""The main story in Firefox, told twice in one browser: on a narrow screen, and on a wide one.

Where there is no Firefox that is new enough, it is skipped. No step waits for ever: each has its own deadline, and all
of them together have one. By BiDi this Firefox is given neither fingers nor the system's theme: what is pressed is
pressed with the pointer, and dark is chosen on the page.
"""

import re

import firefox
import pytest
from guests import shown
from playwright.sync_api import expect
from samples import ANSWERS, kept
from words import word

from conftest import PASSWORD, PATIENCE, SHOTS

# Many times what it takes alone.
DEADLINE = max(240, 8 * PATIENCE // 1000)

SCREENS = ("/", "/types/INFJ", "/history", "/profile", "/account")


@pytest.fixture
def browser(playwright, tmp_path):
    path = firefox.find()
    if path is None:
        pytest.skip(firefox.WANTING)
    with firefox.started(playwright, path, tmp_path, DEADLINE) as browser:
        yield browser


def test_the_story_in_firefox(visit):
    for lang, width in [("id", 360), ("en", 1280)]:
        visitor = visit(lang=lang, width=width)
        # What Playwright hides a caret with in pictures.
        visitor.expect(*["blocked an inline style"] * bool(SHOTS))
        tell(visitor, f"ayu.{lang}@example.com")


def tell(visitor, email):
    page = visitor.page
    say = lambda module, key: word(module, key, visitor.lang)
    press = lambda module, key: page.get_by_role("button", name=say(module, key), exact=True)
    assert to_a_result(visitor, press("quiz-end", "finish")) == 62

    # All of it is there without an account; one keeps it.
    assert shown(visitor) == "INFJ"
    expect(page.locator(".influences li").first).to_be_visible()
    expect(page.locator(".share-preview > svg")).to_be_visible()
    fits(visitor, "guest-result")
    page.get_by_role("link", name=say("guest-keep", "sign_up"), exact=True).click()
    page.get_by_label(say("sign-up", "front"), exact=True).fill("Ayu")
    page.get_by_label(say("sign-up", "email"), exact=True).fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[name=along]").check()
    fits(visitor, "sign-up")
    press("sign-up", "submit").click()
    expect(press("shares", "make")).to_be_visible()
    expect(page).to_have_url(re.compile("#/result$"))
    assert visitor.call("GET", "/app/results/latest")["mbti"] == shown(visitor) == "INFJ"

    if visitor.lang == "en":
        press("tools", "theme_auto").click()
        press("tools", "theme_light").click()
        visitor.theme = "dark"
        expect(page.locator("body")).to_have_css("background-color", "rgb(15, 26, 25)")
    for path in SCREENS:
        visitor.go(path)
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        fits(visitor, path.strip("/").replace("/", "-") or "start")
    visitor.go("/profile")
    expect(page.locator(".self .name")).to_have_text("Ayu")

    press("main", "sign_out").click()
    expect(page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()
    assert kept(visitor) == []
    visitor.go("/result")
    expect(page.get_by_role("heading", name=say("result", "none"), exact=True)).to_be_visible()


def to_a_result(visitor, finish):
    """From the address to a result, typing nothing; says how often something was pressed. The wide screen has a keyboard."""
    page, presses = visitor.page, 2
    visitor.open()
    hit(visitor, page.get_by_role("link", name=word("start", "start", visitor.lang), exact=True))
    page.locator("fieldset.question").wait_for()
    for value in ANSWERS:
        if visitor.width < 500:
            hit(visitor, page.locator(".point").nth(value + 3))
        else:
            page.keyboard.press(str(value + 4))
        presses += 1
    hit(visitor, finish)
    return presses


def hit(visitor, locator):
    """As a thumb does: nothing waits for what the press before did."""
    box = locator.bounding_box()
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def fits(visitor, name):
    """Nothing scrolls sideways; and a picture for who wants one."""
    wide = visitor.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} px at {visitor.width}"
    visitor.shot(f"firefox-{name}")
