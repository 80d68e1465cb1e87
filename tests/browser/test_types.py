"""The sixteen types: their emblems, their map, a page for each, and where a result wears its type's colours."""

import json
import re

import pytest
from playwright.sync_api import expect
from samples import ANSWERS
from test_quality import judge
from words import APP, word

PAIRS = ("EI", "SN", "TF", "JP")
TYPES = [a + b + c + d for a in "EI" for b in "SN" for c in "TF" for d in "JP"]
PARTS = ("good", "hard", "others", "work", "stress", "talk")


def texts(lang):
    return json.loads((APP / f"portraits-{lang}.json").read_text())


def apart(one, other):
    """In how many letters two types differ."""
    return sum(a != b for a, b in zip(one, other))


def heading(visitor, text):
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(text)


def reach(page, selector):
    """Tabs until this has the focus, and sees that it shows."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_typed_addresses_open_the_map_and_the_types(visit, server):
    ayu = visit()
    page = ayu.page
    for typed in ("INFJ", "infj"):
        page.goto(f"{server.url}/types/{typed}")
        heading(ayu, "INFJ The Lighthouse")
        expect(page).to_have_url(f"{server.url}/#/types/{typed}")
    page.get_by_role("button", name=word("tools", "other", "en"), exact=True).click()
    heading(ayu, "INFJ Mercusuar")
    page.get_by_role("button", name=word("tools", "other", "id"), exact=True).click()
    heading(ayu, "INFJ The Lighthouse")
    for typed in ("INFJX", "ABCD", "%3Cb%3E"):
        page.goto(f"{server.url}/types/{typed}")
        heading(ayu, word("type-page", "none", "en"))
    page.locator("main").get_by_role("link").click()
    heading(ayu, word("type-map", "title", "en"))
    page.goto(f"{server.url}/types")
    heading(ayu, word("type-map", "title", "en"))
    # What stands behind the # is where somebody went on to.
    page.goto(f"{server.url}/types/INFJ#/types/ESTP")
    heading(ayu, "ESTP The Surfboard")


def test_each_step_on_the_map_changes_one_letter(visit):
    ayu = visit()
    page = ayu.page
    ayu.open()
    strip = page.locator(".type-strip li a")
    expect(strip).to_have_count(16)
    page.get_by_role("link", name=word("type-strip", "map", "en"), exact=True).click()
    heading(ayu, word("type-map", "title", "en"))
    rows = page.locator(".type-map tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.tile-code')].map(code => code.textContent))")
    assert sorted(sum(rows, [])) == sorted(TYPES)
    for at in range(4):
        for to in range(4):
            assert apart(rows[at][to], rows[at][to - 1]) == 1, "a step along the row, over the edge too"
            assert apart(rows[at][to], rows[at - 1][to]) == 1, "a step along the column, over the edge too"
    drawn = page.locator(".type-map .emblem").evaluate_all("all => all.map(one => one.innerHTML)")
    assert len(set(drawn)) == 16, "no two emblems are the same"
    # By the keyboard alone: to a type, and on to a neighbour.
    reach(page, ".type-map .tile[href$=ISTJ]")
    page.keyboard.press("Enter")
    heading(ayu, "ISTJ The Anchor")
    reach(page, ".neighbours a[href$=ISTP]")
    page.keyboard.press("Enter")
    heading(ayu, "ISTP The Pocket Knife")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize(("lang", "width"), [("id", 320), ("en", 1280)])
def test_every_type_has_its_page(visit, lang, width):
    ayu = visit(lang=lang, width=width, reduced_motion="reduce")
    page = ayu.page
    told = texts(lang)
    ayu.open("/types")
    judge(ayu, "/types")
    ayu.shot("types")
    for kind in TYPES:
        ayu.go(f"/types/{kind}")
        heading(ayu, f"{kind} {told[kind]['nickname']}")
        expect(page.locator(".type-hero .type-line")).to_have_text(told[kind]["line"])
        expect(page.locator(".type-part p")).to_have_text([told[kind][part] for part in PARTS])
        expect(page.locator(".type-part h2")).to_have_text([word("portraits", part, lang) for part in PARTS])
        near = page.locator(".neighbours .tile-code").all_text_contents()
        assert [apart(kind, other) for other in near] == [1, 1, 1, 1] and len(set(near)) == 4
        # One of each colour.
        if kind in ("ESTJ", "ISFP", "ENFP", "INTJ"):
            judge(ayu, f"/types/{kind}")
            ayu.shot(f"type-{kind}")


def test_the_colours_of_pictures_are_the_pages(visit):
    """A picture that is passed on brings its colours with it; base.css has them for the page."""
    ayu = visit()
    ayu.open("/types")
    pairs = ayu.page.evaluate("""async () => {
        const { PALETTE } = await import("/static/app/emblem.js");
        const painted = (name, value) => {
            const probe = document.createElement("p");
            probe.className = `of-${name}`;
            document.body.append(probe);
            probe.style.color = value;
            return getComputedStyle(probe).color;
        };
        return Object.entries(PALETTE).map(([name, { ink, tint }]) => [
            [painted(name, ink), painted(name, "var(--type)")], [painted(name, tint), painted(name, "var(--type-tint)")]]);
    }""")
    assert len(pairs) == 4
    for both in pairs:
        for picture, shown in both:
            assert picture == shown
    assert len({both[0][0] for both in pairs}) == 4


def test_a_result_wears_its_types_emblem_and_colours(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    page = ayu.page
    made = ayu.call("POST", "/app/results", {"answers": ANSWERS})
    kind = made["mbti"]
    about = texts("en")[kind]
    server.user("role", "ayu@example.com", "admin")
    ayu.page.reload()
    ayu.go("/result")
    expect(page.locator(".hero .nickname")).to_have_text(about["nickname"])
    expect(page.locator(".hero .emblem")).to_be_visible()
    expect(page.locator(".type-part p")).to_have_text([about[part] for part in PARTS])
    assert "rofession" not in page.locator("main").inner_text()
    pair = kind[1] + kind[3] if kind[1] == "S" else kind[1] + kind[2]
    accent = page.locator(".hero .big-type").evaluate("node => getComputedStyle(node).color")
    assert accent == page.locator(f".hero .emblem.of-{pair}").evaluate("node => getComputedStyle(node).color")
    card = page.locator(".share-preview svg")
    expect(card.get_by_text(about["nickname"], exact=True)).to_have_count(1)
    expect(card.locator("g[color]")).to_have_count(1)
    page.get_by_role("link", name=word("portraits", "page", "en", type=kind)).click()
    heading(ayu, f"{kind} {about['nickname']}")
    # Opened anew, the map is there before it is known who looks at it.
    page.goto(f"{server.url}/types")
    expect(page.locator(f".type-map .tile[href$={kind}]")).to_contain_text(word("type-map", "yours", "en"))
    expect(page.locator(".type-map .badge")).to_have_count(1)
    for screen, place in (("/history", ".results"), ("/profile", ".type"), ("/admin/users", "table")):
        ayu.go(screen)
        expect(page.locator(f"{place} .emblem.of-{pair}")).to_have_count(1)
    key = ayu.call("POST", "/app/shares", {"result": made["id"], "days": 1})["key"]
    stranger = visit(lang="id", width=360)
    stranger.open(f"/shared/{key}")
    expect(stranger.page.locator(".hero .nickname")).to_have_text(texts("id")[kind]["nickname"])
    stranger.shot("shared-type")


def test_a_guess_gets_no_portrait(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    made = ayu.call("POST", "/app/results", {"answers": [3] * 60})
    assert not made["reliable"]
    ayu.go("/result")
    page = ayu.page
    expect(page.locator(".unsure-notice")).to_be_visible()
    expect(page.locator(".type-part")).to_have_count(0)
    expect(page.locator(".nickname")).to_have_count(0)
    expect(page.locator("main .tinted")).to_have_count(0)


def test_texts_that_cannot_be_fetched_leave_the_result(visit):
    """They are an extra on a result; a type's own page says that it can't be shown, and offers another try."""
    # A service worker would answer with what it kept.
    ayu = visit(worker=False)
    ayu.expect("503")
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    page = ayu.page
    ayu.context.route(re.compile(r"/static/app/portraits-"), lambda route: route.fulfill(status=503, body=""))
    ayu.go("/result")
    expect(page.locator(".axes")).to_be_visible()
    expect(page.locator(".type-part")).to_have_count(0)
    ayu.go("/types/INFJ")
    expect(page.get_by_role("alert")).to_be_visible()
    ayu.context.unroute(re.compile(r"/static/app/portraits-"))
    page.get_by_role("button", name=word("main", "again", "en"), exact=True).click()
    heading(ayu, "INFJ The Lighthouse")


def test_who_listens_hears_the_pole_that_the_dot_is_at(visit):
    ayu = visit()
    ayu.open()
    told = ayu.page.evaluate("""async () => {
        const { facets } = await import("/static/app/facets.js");
        const node = facets({ first: "E", second: "I", facets: [3, -3, 0, 1 / 3, -2 / 3] });
        const said = [...node.querySelectorAll("li .visually-hidden")].map((one) => one.textContent.split(": ")[1]);
        const at = [...node.querySelectorAll("circle")].map((one) => Math.round(parseFloat(one.getAttribute("cx"))));
        return { said, at };
    }""")
    assert told == {
        "said": ["towards starting contact", "towards a few people", "in the middle", "in the middle", "towards recharging in quiet"],
        "at": [0, 100, 50, 44, 61],
    }
