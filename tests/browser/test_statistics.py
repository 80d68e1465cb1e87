"""Statistics for administrators, and where a result stands among the people of a server."""

import hashlib
import json
import random
import re
import sqlite3
import subprocess

import pytest
from axe import violations
from playwright.sync_api import expect
from samples import ANSWERS
from words import word

from conftest import PROGRAM, ROOT

QUESTIONS = ROOT / "seed" / "questions.json"
NUMBER = r"-?\d[.,]\d\d"


def say(module, key, visitor, **blanks):
    return word(module, key, visitor.lang, **blanks)


def keep(server, people):
    """Answers of so many made-up people, past the server."""
    dice = random.Random(7)
    statements = json.loads(QUESTIONS.read_text())["statements"]
    fingerprint = hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()

    def answers():
        lean = {pair: dice.randint(-2, 2) for pair in ("EI", "SN", "TF", "JP")}
        return [max(-3, min(3, one["key"] * lean[one["dichotomy"]] + dice.randint(-2, 2))) for one in statements]

    row = "insert into responses (answers, milliseconds, shown_order, language, questionnaire_hash, model_hash, created_at) values (?, ?, ?, ?, ?, 'm', 1780000000000000)"
    with sqlite3.connect(server.folder / "firststep.db") as database:
        database.executemany(row, [
            (json.dumps(answers()), json.dumps([4000] * 60), json.dumps([*range(60)]), ("en", "id")[at % 2], fingerprint) for at in range(people)])


def administrator(visitor, server):
    visitor.sign_up("boss@example.com")
    server.user("role", "boss@example.com", "admin")
    # The page learns it when it is loaded.
    visitor.page.goto("about:blank")
    visitor.open("/admin/statistics")
    return visitor


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("id", 360, "dark")])
def test_figures_stand_beside_their_charts(visit, server, lang, width, theme):
    keep(server, 240)
    boss = administrator(visit(lang=lang, width=width, theme=theme), server)
    page = boss.page
    expect(page.locator(".intervals .value").first).to_be_visible()
    assert page.locator(".intervals section").count() == 4
    # Thirteen bars a scale, and a row with a band for each statement.
    assert page.locator(".histogram rect").count() == 4 * 13
    assert page.locator(".statement-figures tbody tr").count() == 60
    assert page.locator(".spread-line .band").count() == 60
    expect(page.locator(".numbers dd").first).to_have_text("240")
    # A correlation has its interval, and a comparison of languages its readers.
    expect(page.locator(".statement-figures tbody tr").first).to_contain_text(re.compile(say("statistics-figures", "range", boss, value=NUMBER, low=NUMBER, high=NUMBER).replace("(", r"\(").replace(")", r"\)")))
    expect(page.locator("p").filter(has_text=say("admin-statistics", "statements_text", boss, id="120", en="120"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    boss.shot("statistics")
    # By the keyboard, in the order in which they stand.
    page.get_by_label(say("admin-statistics", "reliable", boss)).focus()
    page.keyboard.press("Space")
    expect(page.get_by_label(say("admin-statistics", "reliable", boss))).to_be_checked()
    page.get_by_label(say("admin-statistics", "language", boss)).select_option("id")
    expect(page.locator(".numbers dd").first).to_have_text("120")


def test_of_few_people_there_are_reasons_and_of_nobody_a_sentence(visit, server):
    boss = administrator(visit(width=360), server)
    expect(boss.page.get_by_role("heading", name=say("admin-statistics", "none", boss))).to_be_visible()
    keep(server, 12)
    boss.page.reload()
    expect(boss.page.get_by_text("Fewer than 30 people").first).to_be_visible()
    assert boss.page.locator(".histogram").count() == 0
    assert "NaN" not in boss.page.locator("main").inner_text()
    assert violations(boss.page) == []


def test_a_result_says_where_it_stands_among_the_people_here(visit, server):
    keep(server, 200)
    done = subprocess.run([PROGRAM, "statistics", "norms", "set", "--data-dir", server.folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ayu = visit(width=360, theme="dark")
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.open("/result")
    card = ayu.page.locator("section.card:has(.norms)")
    expect(card.get_by_role("heading", level=2)).to_have_text(say("norms", "title", ayu, people="200"))
    # 98 / √200.
    expect(card).to_contain_text("7 points (95%)")
    assert card.locator("li").count() == 4
    assert violations(ayu.page) == []
    ayu.shot("norms")


def keep_others(boss, server, people):
    """Answers of so many made-up people to the example, which is written down with a result that doesn't count."""
    boss.call("POST", "/app/instruments/working-together/results", {"answers": [1, 5, 2, 4, 3] * 5})
    instrument = boss.call("GET", "/app/instruments/working-together")
    dice = random.Random(5)

    def answers():
        lean = [dice.randint(-1, 1) for _ in range(5)]
        return [3 + one["sign"] * lean[one["scale"]] + dice.randint(-1, 1) for one in instrument["key"]]

    row = "insert into instrument_results (account_id, instrument_hash, answers, scores, may_count, language, created_at) values (?, ?, ?, '[]', 1, ?, 1780000000000000)"
    with sqlite3.connect(server.folder / "firststep.db") as database:
        database.executemany(row, [(1000 + at, instrument["hash"], json.dumps(answers()), ("en", "id")[at % 2]) for at in range(people)])


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("id", 360, "dark")])
def test_another_questionnaire_has_figures_of_its_own(visit, serve, lang, width, theme):
    server = serve("--instrument", "example")
    boss = administrator(visit(at=server, lang=lang, width=width, theme=theme), server)
    page = boss.page
    choice = page.get_by_label(say("admin-statistics", "questionnaire", boss))
    expect(choice.locator("option")).to_have_count(2)
    choice.select_option("working-together")
    expect(page.get_by_role("heading", name=say("admin-statistics", "none", boss))).to_be_visible()
    keep_others(boss, server, 60)
    page.get_by_label(say("admin-statistics", "reliable", boss)).check()
    expect(page.locator(".numbers dd").first).to_have_text("60")
    assert page.locator(".intervals section").count() == 5
    assert page.locator(".histogram rect").count() == 5 * 13
    assert page.locator(".statement-figures tbody tr").count() == 25
    # From the low end at the left, in points; times aren't measured, so there is no column of them.
    expect(page.locator(".histogram title").first).to_contain_text({"en": "1.0 to 1.3", "id": "1,0 sampai 1,3"}[lang])
    expect(page.locator(".statement-figures th")).to_have_count(6)
    expect(page.locator(".intervals h3").first).to_have_text({"en": "Plans", "id": "Rencana"}[lang])
    assert "NaN" not in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    boss.shot("statistics-other")
    # Back to the sixty, of which there is nothing.
    choice.select_option("")
    expect(page.get_by_role("heading", name=say("admin-statistics", "none", boss))).to_be_visible()


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "dark"), ("id", 360, "light")])
def test_its_result_says_where_it_stands_among_the_people_here(visit, serve, lang, width, theme):
    server = serve("--instrument", "example")
    ayu = visit(at=server, lang=lang, width=width, theme=theme)
    ayu.sign_up("ayu@example.com")
    keep_others(ayu, server, 200)
    done = subprocess.run([PROGRAM, "statistics", "norms", "set", "--instrument", "working-together", "--data-dir", server.folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ayu.open("/questionnaire-results/1")
    card = ayu.page.locator("section.card:has(.norms)")
    expect(card.get_by_role("heading", level=2)).to_have_text(say("instrument-norms", "title", ayu, people="200"))
    assert card.locator("li").count() == 5
    expect(ayu.page.get_by_text(say("instrument-result", "middle_norms", ayu))).to_be_visible()
    expect(ayu.page.get_by_text(say("instrument-result", "middle", ayu))).to_have_count(0)
    assert violations(ayu.page) == []
    ayu.shot("instrument-norms")


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "light"), ("id", 360, "dark")])
def test_alpha_has_its_interval_beside_a_result(visit, serve, lang, width, theme):
    server = serve("--instrument", "example")
    ayu = visit(at=server, lang=lang, width=width, theme=theme)
    ayu.sign_up("ayu@example.com")
    keep_others(ayu, server, 60)
    made = ayu.call("POST", "/app/instruments/working-together/results", {"answers": [1, 5, 2, 4, 3] * 5})
    score = made["scores"][0]
    ayu.open(f"/questionnaire-results/{made['id']}")
    figure = lambda value: f"{value:.2f}".replace(".", "," if lang == "id" else ".")
    blanks = {"people": 60, "alpha": figure(score["alpha"]), "low": figure(score["alpha_range"]["low"]), "high": figure(score["alpha_range"]["high"])}
    expect(ayu.page.locator(".axis").first).to_contain_text(say("instrument-scales", "respondents_range", ayu, **blanks))
    assert ayu.page.evaluate("document.documentElement.scrollWidth") <= width
    ayu.shot("instrument-alpha")


@pytest.mark.parametrize(("lang", "width", "theme"), [("en", 1440, "dark"), ("id", 360, "light")])
def test_a_demos_figures_are_called_made_up(visit, server, lang, width, theme):
    keep(server, 240)
    done = subprocess.run([PROGRAM, "statistics", "norms", "set", "--data-dir", server.folder], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    boss = visit(lang=lang, width=width, theme=theme)

    def on_a_demo(route, **told):
        reply = route.fetch()
        route.fulfill(response=reply, json=reply.json() | told)

    administrator(boss, server)
    boss.call("POST", "/app/results", {"answers": ANSWERS})
    who, made_up = (boss.page.get_by_text(say("admin-statistics", key, boss)) for key in ("who", "made_up"))
    expect(who).to_be_visible()
    expect(made_up).to_have_count(0)
    boss.context.route("**/app/admin/statistics*", lambda route: on_a_demo(route, made_up=True))
    boss.context.route("**/app/me", lambda route: on_a_demo(route, demo=True))
    boss.page.reload()
    expect(made_up).to_be_visible()
    expect(who).to_have_count(0)
    boss.shot("statistics-demo")
    boss.go("/result")
    expect(boss.page.locator("section.card:has(.norms)").get_by_text(say("norms", "made_up", boss))).to_be_visible()
    boss.shot("norms-demo")


def test_figures_are_written_as_they_are(visit):
    ayu = visit()
    ayu.open()
    # Nobody leans more to a letter than everybody, and no minute has sixty seconds.
    told = ayu.page.evaluate("""async () => {
        const { norms } = await import("/static/app/norms.js");
        const { seconds } = await import("/static/app/statistics-figures.js");
        const axis = { first: "E", second: "I", lower: 0.997, higher: 0.001, letter: "E", median: 0 };
        const result = { axes: [], norms: { people: 1000, set_at: "2026-11-28T00:00:00Z", version: 1, axes: [axis] } };
        const times = [7.25, 59.5, 119.5, 120, 3599.6];
        return [norms(result).querySelector("li p").textContent, ...times.map((value) => seconds({ value }))];
    }""")
    assert "99%" in told[0] and "100%" not in told[0], told
    assert told[2:] == ["60 s", "2 min 0 s", "2 min 0 s", "60 min 0 s"], told
