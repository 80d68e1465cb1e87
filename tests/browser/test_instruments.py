"""Other questionnaires: chosen on the start page, answered by keyboard, with a result that stays what it was."""

import json

import pytest
from playwright.sync_api import expect
from test_quality import judge
from words import word

ONE = "/questionnaires/working-together"


@pytest.fixture
def server(serve):
    return serve("--instrument", "example")


def say(module, key, lang="en", **blanks):
    return word(module, key, lang, **blanks)


def heading(visitor, text):
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(text)


def button(visitor, module, key):
    return visitor.page.get_by_role("button", name=say(module, key, visitor.lang), exact=True)


def begin(visitor):
    visitor.go(ONE)
    button(visitor, "instrument", "start").click()
    visitor.page.locator("fieldset.question").wait_for()


def answer(visitor, keys):
    for key in keys:
        visitor.page.keyboard.press(key)


def finish(visitor):
    button(visitor, "instrument-end", "finish").click()
    heading(visitor, f"{say('instrument-result', 'title', visitor.lang)}: {title(visitor.lang)}")


def title(lang):
    return {"en": "Working together", "id": "Bekerja bersama"}[lang]


def test_none_is_offered_unless_somebody_names_one(visit, serve):
    ayu = visit(at=serve())
    ayu.open()
    expect(ayu.page.get_by_role("heading", name=say("start", "expect"), exact=True)).to_be_visible()
    expect(ayu.page.get_by_text(say("instrument-list", "others"))).to_have_count(0)
    ayu.go("/questionnaires")
    expect(ayu.page.get_by_role("heading", name=say("instruments", "none"), exact=True)).to_be_visible()


@pytest.mark.parametrize("lang, width, theme", [("en", 1440, "light"), ("id", 360, "dark")])
def test_from_the_start_page_to_a_result_by_keyboard(visit, lang, width, theme):
    ayu = visit(lang=lang, width=width, theme=theme)
    page = ayu.page
    ayu.open()
    page.get_by_role("link", name=say("instrument-list", "open_named", lang, title=title(lang)), exact=True).scroll_into_view_if_needed()
    ayu.shot("instrument-start")
    page.get_by_role("link", name=say("instrument-list", "open_named", lang, title=title(lang)), exact=True).press("Enter")
    heading(ayu, title(lang))
    expect(page.get_by_text(say("instrument", "not_validated", lang))).to_be_visible()
    # Without an account nobody is asked whether their answers may count.
    expect(page.get_by_role("checkbox")).to_have_count(0)
    ayu.shot("instrument-intro")
    button(ayu, "instrument", "start").press("Enter")
    question = page.locator("fieldset.question")
    expect(question.get_by_role("radio")).to_have_count(5)
    # There are five points: further digits answer nothing.
    answer(ayu, "679")
    expect(question).to_have_attribute("data-at", "0")
    answer(ayu, "5")
    expect(question).to_have_attribute("data-at", "1")
    page.keyboard.press("Backspace")
    expect(question).to_have_attribute("data-at", "0")
    expect(page.locator("input:checked")).to_have_value("5")
    ayu.shot("instrument-question")
    answer(ayu, "5" * 5 + "1" * 5 + "5" * 5 + "1" * 5 + "4" * 5)
    finish(ayu)
    # Everything spoke for the high ends, some of it not so strongly.
    bars = page.locator(".axis")
    expect(bars).to_have_count(5)
    high = {"en": "planned ahead", "id": "direncanakan"}[lang]
    expect(bars.first.locator(".badge")).to_have_text(say("instrument-scales", "toward", lang, end=high))
    comma = {"en": "4.8", "id": "4,8"}[lang]
    expect(bars.first).to_contain_text(say("instrument-scales", "mean", lang, mean=comma, points=5))
    expect(page.get_by_text(say("instrument-result", "not_validated", lang))).to_be_visible()
    expect(page.get_by_text(say("instrument-scales", "assumption", lang))).to_be_visible()
    page.locator("summary").click()
    ayu.shot("instrument-result")
    # It lies in this browser, and outlasts a reload.
    page.reload()
    heading(ayu, f"{say('instrument-result', 'title', lang)}: {title(lang)}")
    kept = json.loads(page.evaluate("() => localStorage.getItem('firststep.instrument-results')"))
    assert [one["answers"][:5] for one in kept] == [[5] * 5]
    ayu.go("/questionnaires")
    expect(page.get_by_role("heading", name=say("instruments", "here", lang), exact=True)).to_be_visible()
    ayu.shot("instruments")
    page.locator(".results a").click()
    button(ayu, "instrument-result", "delete").click()
    page.get_by_role("dialog").get_by_role("button", name=say("instrument-result", "delete", lang), exact=True).click()
    expect(page.get_by_role("heading", name=say("instrument-result", "gone", lang), exact=True)).to_be_visible()


def test_an_account_keeps_its_results_and_says_whether_they_count(visit):
    ayu = visit()
    page = ayu.page
    ayu.sign_up("ayu@example.com")
    ayu.go(ONE)
    box = page.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    box.check()
    button(ayu, "instrument", "start").click()
    answer(ayu, "3" * 12)
    # Left and come back to: what was answered is still there, and the box as it was.
    ayu.go("/quiz")
    expect(page.locator("fieldset.question").get_by_role("radio")).to_have_count(7)
    ayu.go(ONE)
    expect(page.get_by_text(say("instrument", "so_far", count=12, total=25))).to_be_visible()
    expect(box).to_be_checked()
    button(ayu, "instrument", "go_on").click()
    answer(ayu, "3" * 13)
    finish(ayu)
    # The same answer everywhere says nothing, and the page says so.
    expect(page.get_by_role("heading", name=say("instrument-result", "uniform"), exact=True)).to_be_visible()
    expect(page.locator(".axis .badge").first).to_have_text(say("instrument-scales", "between"))
    assert ayu.call("GET", "/app/instrument-results/1")["may_count"] is True
    button(ayu, "instrument-result", "take_back").click()
    expect(page.get_by_text(say("instrument-result", "counts_not"))).to_be_visible()
    assert ayu.call("GET", "/app/instrument-results/1")["may_count"] is False
    # The sixty's history leads there, and has nothing of it.
    ayu.go("/history")
    page.get_by_role("link", name=say("instrument-list", "others"), exact=True).click()
    expect(page.locator(".results li")).to_have_count(1)
    page.locator(".results a").click()
    heading(ayu, f"{say('instrument-result', 'title')}: {title('en')}")
    # Nothing of it is shown to whoever comes after.
    page.get_by_role("button", name=say("main", "sign_out"), exact=True).click()
    expect(page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()
    ayu.go("/questionnaires")
    expect(page.get_by_role("heading", name=title("en"), exact=True)).to_be_visible()
    expect(page.locator(".results li")).to_have_count(0)


def test_what_one_account_answered_so_far_is_not_shown_to_the_next(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    begin(ayu)
    answer(ayu, "5" * 4)
    ayu.page.get_by_role("button", name=say("main", "sign_out"), exact=True).click()
    expect(ayu.page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()
    ayu.go(ONE)
    expect(button(ayu, "instrument", "start")).to_be_visible()
    expect(ayu.page.locator(".so-far")).to_have_count(0)


def test_a_guests_result_comes_along_when_its_owner_says_so(visit):
    ayu = visit()
    ayu.open()
    begin(ayu)
    answer(ayu, "24" * 13)
    finish(ayu)
    ayu.sign_up("ayu@example.com")
    assert ayu.call("GET", "/app/instrument-results")["results"] == []
    ayu.go(f"{ONE}/result")
    button(ayu, "instrument-result", "keep").click()
    expect(ayu.page).to_have_url(f"{ayu.server.url}/#/questionnaire-results/1")
    heading(ayu, f"{say('instrument-result', 'title')}: {title('en')}")
    ayu.go(f"{ONE}/result")
    expect(ayu.page.get_by_role("heading", name=say("instrument-result", "gone"), exact=True)).to_be_visible()


@pytest.mark.parametrize("already", [0, 3])
def test_a_storage_that_fills_up_loses_no_answer(visit, already):
    ayu = visit(width=360)
    ayu.open()
    begin(ayu)
    question = ayu.page.locator("fieldset.question")
    for at in range(already):
        answer(ayu, "2")
        expect(question).to_have_attribute("data-at", str(at + 1))
    ayu.page.evaluate("""() => { Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }; }""")
    for at in range(already, 25):
        expect(question).to_have_attribute("data-at", str(at))
        answer(ayu, "24"[at % 2])
        if at == already:
            expect(ayu.page.get_by_text(say("quiz-run", "held"))).to_be_visible()
    finish(ayu)
    expect(ayu.page.locator(".axis")).to_have_count(5)
    expect(ayu.page.get_by_text(say("instrument-result", "full"))).to_be_visible()


def test_two_tabs_at_once_lose_nothing_of_each_other(visit):
    ayu = visit()
    ayu.open()
    begin(ayu)
    other = ayu.context.new_page()
    other.goto(f"{ayu.server.url}/#{ONE}")
    other.get_by_role("button", name=say("instrument", "start"), exact=True).click()
    elsewhere, here = other.locator("fieldset.question"), ayu.page.locator("fieldset.question")
    for _ in range(2):
        at = int(elsewhere.get_attribute("data-at"))
        other.get_by_role("button", name=say("quiz-run", "skip"), exact=True).click()
        expect(elsewhere).to_have_attribute("data-at", str(at + 1))
    answer(ayu, "5")
    expect(here).to_have_attribute("data-at", "1")
    other.keyboard.press("1")
    expect(elsewhere).to_have_attribute("data-at", "3")
    answer(ayu, "4")
    expect(here).to_have_attribute("data-at", "3")
    kept = other.evaluate("() => Object.entries(localStorage).find(([key]) => key.startsWith('firststep.instrument-answers.'))[1]")
    assert json.loads(kept)["values"][:4] == [5, 4, 1, None]


def test_five_a_page_ends_where_the_statements_end(visit, serve, tmp_path):
    folder = tmp_path / "seven"
    write(folder, 7, ["no", "yes"])
    ayu = visit(at=serve("--instrument", folder))
    ayu.open()
    ayu.go("/questionnaires/seven")
    button(ayu, "instrument", "start").click()
    button(ayu, "quiz-run", "five").click()
    expect(ayu.page.locator("fieldset.question")).to_have_count(5)
    button(ayu, "quiz-run", "next").click()
    expect(ayu.page.locator("fieldset.question")).to_have_count(2)
    expect(ayu.page.locator("fieldset.question").first.get_by_role("radio")).to_have_count(2)


def test_markup_in_texts_is_shown_letter_by_letter(visit, serve, tmp_path):
    markup = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    write(tmp_path / "marked", 5, [f"{at} <b>bold</b>" for at in range(9)], markup)
    ayu = visit(at=serve("--instrument", tmp_path / "marked"), width=360)
    page = ayu.page
    page.on("dialog", lambda dialog: ayu.complaints.append(f"a dialog: {dialog.message}"))
    ayu.open()
    expect(page.get_by_role("heading", name=markup, exact=True)).to_be_visible()
    ayu.go("/questionnaires/marked")
    heading(ayu, markup)
    button(ayu, "instrument", "start").click()
    expect(page.locator("legend")).to_contain_text(markup)
    # Nine points are in sight side by side, on a narrow screen as well, and the ninth key answers.
    expect(page.get_by_role("radio")).to_have_count(9)
    judge(ayu, "nine points")
    ayu.shot("instrument-nine")
    answer(ayu, "9" * 5)
    button(ayu, "instrument-end", "finish").click()
    heading(ayu, f"{say('instrument-result', 'title')}: {markup}")
    page.locator("summary").click()
    expect(page.locator(".answers-table td").first).to_have_text("8 <b>bold</b>")
    assert page.evaluate("() => document.querySelectorAll('main img, main script').length") == 0


def write(folder, count, points, text="Text"):
    """An instrument of one scale in English."""
    folder.mkdir()
    ids = [f"s{at}" for at in range(count)]
    files = {
        "instrument": {"format": 1, "id": folder.name, "version": "1", "languages": ["en"], "points": len(points), "scales": ["one"]},
        "key": [{"statement": one, "scale": "one", "sign": -1 if at % 2 else 1} for at, one in enumerate(ids)],
        "en": {"title": text, "about": text, "points": points, "statements": {one: f"{text} {one}" for one in ids},
               "scales": {"one": {"name": text, "about": text, "low": text, "high": text}}},
    }
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value))


@pytest.mark.parametrize("width", [320, 1280])
def test_every_screen_of_it_is_accessible(visit, width):
    ayu = visit(lang="id" if width == 320 else "en", width=width, reduced_motion="reduce")
    ayu.open()
    button_of = lambda module, key: button(ayu, module, key)
    for path in ("/questionnaires", ONE):
        ayu.go(path)
        expect(ayu.page.locator("main [aria-busy=true]")).to_have_count(0)
        expect(ayu.page.get_by_text(title(ayu.lang)).first).to_be_visible()
        judge(ayu, path)
    button_of("instrument", "start").click()
    judge(ayu, "a statement")
    answer(ayu, "2" * 10 + "4" * 15)
    expect(button_of("instrument-end", "finish")).to_be_visible()
    judge(ayu, "the end")
    finish(ayu)
    judge(ayu, "the result")
    ayu.sign_up("ayu@example.com")
    made = ayu.call("POST", "/app/instruments/working-together/results", {"answers": [1, 4, 2, 5, 3] * 5})
    ayu.go(f"/questionnaire-results/{made['id']}")
    expect(ayu.page.locator(".axis")).to_have_count(5)
    judge(ayu, "an account's result")
