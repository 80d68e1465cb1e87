"""What pictures of a result show is what was measured: places on a scale are strengths, bands are ranges, not chances.

And what of it comes out on paper.
"""

import re

import pytest
from playwright.sync_api import expect
from samples import ANSWERS
from test_statistics import administrator, keep
from words import word

# Three axes of equal chances whose strengths are weak, strong, and for the other letter.
SHOWN = """async () => {
    const { drawn } = await import("/static/app/bars.js");
    const { drawing } = await import("/static/app/share-drawing.js");
    const { line } = await import("/static/app/line.js");
    const { scale } = await import("/static/app/compare-drawing.js");
    const { ownScales } = await import("/static/app/room-views.js");
    const part = (text) => Math.round(parseFloat(text)) ;
    const axis = (first, second, strength, low, high) => ({ first, second, letter: strength > 0 ? first : second, share: 0.97, first_share: strength > 0 ? 0.97 : 0.03,
        first_share_range: { low: 0.9, high: 0.99 }, strength, strength_range: { low, high }, facets: null });
    const axes = [axis("E", "I", 0.6, -0.3, 0.9), axis("S", "N", 2.4, 1.2, 3), axis("T", "F", -1.2, -1.8, 0), axis("J", "P", 0.6, 0, 1.2)];
    const bars = axes.map((one) => {
        const node = drawn(one);
        const band = node.querySelector(".range-ground");
        return [".tip", ".range-ground"].map((name) => part(node.querySelector(name).getAttribute(name === ".tip" ? "x1" : "x"))).concat(part(band.getAttribute("width")));
    });
    const result = { mbti: "ESFJ", reliable: true, created_at: "2026-01-02T03:04:05Z", axes };
    const card = [...drawing(result, null).querySelectorAll("circle")].map((one) => Math.round((one.getAttribute("cx") - 752) / 3.04));
    const later = { ...result, created_at: "2026-02-02T03:04:05Z", axes: axes.map((one) => ({ ...one, strength: -one.strength })) };
    const lines = [...line([result, later], 1).querySelectorAll("circle")].map((one) => Math.round((one.getAttribute("cy") - 12) / 1.16));
    const pair = [...scale(axes[0], axes[2]).querySelectorAll(":scope > svg")].map((one) => part(one.getAttribute("x")));
    const phone = [...ownScales({ shares: [0.97, 0.97, 0.03, 0.97], places: [0.6, 0.9, 0.3, 0.6] }).querySelectorAll(".mean")].map((one) => Math.round(one.getAttribute("x1") / 10));
    return { bars, card: card.slice(-4), lines, pair, phone };
}"""


def test_places_are_strengths_and_bands_are_ranges(visit):
    """In hundredths from the first letter's end, where all chances are the same."""
    ayu = visit()
    ayu.open()
    shown = ayu.page.evaluate(SHOWN)
    places = [40, 10, 70, 40]
    assert shown["bars"] == [[40, 35, 20], [10, 0, 30], [70, 50, 30], [40, 30, 20]]
    assert shown["card"] == places and shown["phone"] == places
    assert shown["lines"] == [10, 90]
    # With room for the marks at both ends.
    assert shown["pair"] == [41, 69]


def test_a_result_says_chance_and_strength_in_words_and_figures(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    made = ayu.call("POST", "/app/results", {"answers": ANSWERS})
    axis = made["axes"][0]
    axis.update(letter="I", first_share=0.2, share=0.8, strength=-1.1, first_share_range={"low": 0.15, "high": 0.45}, strength_range={"low": -1.5, "high": 0.1})
    ayu.context.route(f"**/app/results/{made['id']}", lambda route: route.fulfill(json=made))
    ayu.go("/result")
    first = ayu.page.locator(".axis").first
    expect(first.locator("strong")).to_have_text("I 80%")
    expect(first).to_contain_text(word("bars", "moderate", "en", letter="I"))
    expect(first).to_contain_text(word("bars", "chance", "en", letter="I", share="80%"))
    expect(first).to_contain_text(word("bars", "again", "en", low="55%", high="85%"))


def pages(paper):
    return len(re.findall(rb"/Type\s*/Page[^s]", paper))


def on_paper(visitor, name):
    """As it is printed: nothing to press, nothing cut at the right."""
    page = visitor.page
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 673, "height": 1000})
    for pressed in ("button", "nav", "footer", ".no-print", "#banner"):
        assert page.locator(pressed).evaluate_all("all => all.filter((one) => one.getClientRects().length).length") == 0, pressed
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    # Dark paper there is none.
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    visitor.width = 673
    visitor.shot(f"paper-{name}")
    return page.pdf(format="A4")


@pytest.mark.parametrize(("lang", "answers", "most"), [("en", ANSWERS, 4), ("id", ANSWERS, 4), ("id", [0] * 60, 3)])
def test_a_result_on_paper_has_its_charts(visit, lang, answers, most):
    ayu = visit(lang=lang, theme="dark")
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": answers})
    ayu.go("/result")
    expect(ayu.page.locator(".influences, .axis").first).to_be_visible()
    expect(ayu.page.locator("main [aria-busy=true]")).to_have_count(0)
    paper = on_paper(ayu, "result" if most == 4 else "undetermined")
    for kept in (".axis-bar", ".chances", ".big-type"):
        expect(ayu.page.locator(kept).first).to_be_visible()
    expect(ayu.page.locator(".print-only").first).to_have_text("Ayu Lestari")
    assert 1 < pages(paper) <= most, pages(paper)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_statistics_on_paper_have_their_charts(visit, server, lang):
    keep(server, 240)
    boss = administrator(visit(lang=lang, theme="dark"), server)
    expect(boss.page.locator(".intervals .value").first).to_be_visible()
    paper = on_paper(boss, "statistics")
    for kept in (".interval", ".histogram", ".spread-line"):
        expect(boss.page.locator(kept).first).to_be_visible()
    assert boss.page.locator(".statement-figures tbody tr").count() == 60
    assert 3 < pages(paper) < 12, pages(paper)
