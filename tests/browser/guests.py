"""What somebody without an account does, for the tests of it."""

import json

from playwright.sync_api import expect
from words import word

KEY = "firststep.guest-result"


def tap(visitor, locator):
    """A finger's tap in the middle, as soon as it can be hit; nothing waits for what it does."""
    box = locator.bounding_box()
    visitor.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def tap_through(visitor, answers):
    """One tap a statement, one straight after the other, each at the point's place."""
    page = visitor.page
    page.locator("fieldset.question").wait_for()
    for value in answers:
        tap(visitor, page.locator(".point").nth(value + 3))


def finish(visitor, answers):
    """A guest's result, from the first statement to what it says; resolves to the type."""
    visitor.go("/quiz")
    page = visitor.page
    page.locator("fieldset.question").wait_for()
    for value in answers:
        page.keyboard.press(str(value + 4))
    page.get_by_role("button", name=word("quiz-end", "finish", visitor.lang), exact=True).click()
    return shown(visitor)


def shown(visitor):
    """The type of the result that is shown."""
    big = visitor.page.locator(".big-type")
    expect(big).to_be_visible()
    return big.inner_text()


def kept_result(visitor):
    """What the browser keeps of a guest's result; None if nothing."""
    return json.loads(visitor.page.evaluate(f"() => localStorage.getItem('{KEY}')") or "null")
