"""The whole story of a new visitor, in both languages and both widths."""

import re

import pytest
from playwright.sync_api import expect
from samples import ANSWERS, kept, picture
from words import word

from conftest import PASSWORD

# The page is kept, as for everybody who comes again.
WORKER = True


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_first_look_to_signing_out(visit, server, lang, width):
    ayu = visit(lang=lang, width=width, theme="dark" if width == 1280 else "light")
    page = ayu.page
    say = lambda module, key, **blanks: word(module, key, lang, **blanks)
    press = lambda module, key: page.get_by_role("button", name=say(module, key), exact=True).click()

    ayu.open()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("start", "heading"))
    ayu.shot("start")
    page.get_by_role("link", name=say("start", "start")).click()
    answer(ayu, range(1, 8))
    ayu.shot("quiz")

    assert len(kept(ayu)) == 7

    # Closed and opened again, it goes on where it was.
    page.reload()
    expect(page.locator("fieldset.question")).to_have_attribute("data-at", "7")
    press("quiz-run", "five")
    ayu.shot("quiz-five")
    answer_pages(ayu)
    press("quiz-end", "finish")

    # The result is there before there is an account; one keeps it.
    expect(page.locator(".big-type")).to_be_visible()
    kind = page.locator(".big-type").inner_text()
    page.get_by_role("link", name=say("guest-keep", "sign_up"), exact=True).click()
    fill(page, say("sign-up", "front"), "Ayu")
    fill(page, say("sign-up", "last"), "Lestari")
    fill(page, say("sign-up", "email"), "ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[name=along]").check()
    ayu.shot("sign-up")
    press("sign-up", "submit")

    # It came along.
    expect(page).to_have_url(re.compile(r"#/result"))
    expect(page.get_by_role("button", name=say("shares", "make"), exact=True)).to_be_visible()
    assert ayu.call("GET", "/app/results/latest")["mbti"] == kind
    expect(page.get_by_text(kind, exact=True).first).to_be_visible()
    ayu.shot("result")

    share(visit, ayu, say)
    ayu.go("/history")
    expect(page.get_by_role("link", name=re.compile(kind)).first).to_be_visible()
    ayu.shot("history")
    photo(ayu, say)
    community(ayu, say)

    page.get_by_role("button", name=say("main", "sign_out"), exact=True).click()
    expect(page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()
    assert kept(ayu) == []
    ayu.go("/result")
    expect(page.get_by_text(kind, exact=True)).to_have_count(0)
    ayu.go("/history")
    expect(page).to_have_url(re.compile(r"#/sign-in\?then=%2Fhistory"))
    fill(page, say("sign-in", "name"), "ayu@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    press("sign-in", "submit")
    expect(page.get_by_role("link", name=re.compile(kind)).first).to_be_visible()


def fill(page, label, text):
    page.get_by_label(label, exact=True).fill(text)


def answer(visitor, statements):
    """Answers one at a time with the keys 1 to 7."""
    question = visitor.page.locator("fieldset.question")
    for at in statements:
        expect(question).to_have_attribute("data-at", str(at - 1))
        visitor.page.keyboard.press(str(ANSWERS[at - 1] + 4))
    expect(question).to_have_attribute("data-at", str(statements[-1]))


def answer_pages(visitor):
    """Answers the rest, five a page: in turns with the pointer and with the keys."""
    page, lang = visitor.page, visitor.lang
    for turn in range(13):
        for question in page.locator("fieldset.question").all():
            at = int(question.get_attribute("data-at"))
            if question.locator("input:checked").count() > 0:
                continue
            if turn % 2:
                page.keyboard.press(str(ANSWERS[at] + 4))
            else:
                question.locator("label").nth(ANSWERS[at] + 3).click()
        onward = page.get_by_role("button", name=word("quiz-run", "next", lang), exact=True)
        if page.locator(".quiz-end").is_visible():
            break
        onward.click()
    expect(page.locator(".quiz-end")).to_be_visible()


def share(visit, ayu, say):
    """A link that a stranger opens, until it is taken back."""
    page = ayu.page
    page.get_by_role("button", name=say("result", "share"), exact=True).click()
    page.get_by_role("button", name=say("shares", "make"), exact=True).click()
    link = page.locator("input[readonly]")
    expect(link).to_have_value(re.compile(r"/shared/[\w-]{20,}$"))
    ayu.shot("share")
    address = link.input_value()
    stranger = visit(lang=ayu.lang, width=ayu.width)
    stranger.page.goto(address)
    kind = ayu.call("GET", "/app/results/latest")["mbti"]
    expect(stranger.page.get_by_text(kind, exact=True).first).to_be_visible()
    assert "Lestari" not in stranger.page.content()
    stranger.shot("shared")
    page.get_by_role("button", name=re.compile(re.escape(say("shares", "revoke")))).first.click()
    page.get_by_role("dialog").get_by_role("button", name=say("shares", "revoke"), exact=True).click()
    expect(page.get_by_text(say("shares", "nothing"))).to_be_visible()
    stranger.expect("404")
    stranger.page.reload()
    expect(stranger.page.get_by_role("heading", level=1)).to_be_visible()
    expect(stranger.page.get_by_text(kind, exact=True)).to_have_count(0)


def photo(ayu, say):
    """A photo chosen, cut and sent."""
    page = ayu.page
    ayu.go("/profile")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=say("photo", "choose"), exact=True).click()
    chosen.value.set_files({"name": "me.png", "mimeType": "image/png", "buffer": picture(600, 400)})
    ayu.shot("crop")
    page.get_by_role("button", name=say("photo", "save"), exact=True).click()
    image = page.get_by_role("img", name=say("photo", "alt", name="Ayu Lestari"))
    expect(image).to_be_visible()
    image.evaluate("async image => { await image.decode(); if (image.naturalWidth < 200) throw image.naturalWidth; }")
    ayu.shot("profile")


def community(ayu, say):
    """A post whose text is text, whatever stands in it."""
    page = ayu.page
    ayu.go("/community")
    page.get_by_role("button", name=say("community", "write"), exact=True).first.click()
    nasty = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    fill(page, say("posting", "title"), f"Halo {nasty}")
    fill(page, say("posting", "content"), nasty)
    page.get_by_role("button", name=say("community", "publish"), exact=True).click()
    expect(page.get_by_text(nasty, exact=True).first).to_be_visible()
    ayu.shot("community")
