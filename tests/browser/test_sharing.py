"""Passing a result on: to other apps, as a picture in three forms, by a link whose preview says what it is."""

import re

import pytest
from guests import finish
from playwright.sync_api import expect
from samples import ANSWERS
from words import word

from conftest import PASSWORD

# What the browser was asked to hand on.
SHARE = """
    window.shared = [];
    navigator.share = async ({ files = [], ...told }) => {
        const images = await Promise.all(files.map(async (file) => {
            const { width, height } = await createImageBitmap(file);
            return [file.name, file.type, width, height];
        }));
        shared.push({ ...told, images });
    };
    navigator.canShare = () => true;"""


def say(module, key, **blanks):
    return word(module, key, "en", **blanks)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(module, key), exact=True).click()


def member(visit, **options):
    ayu = visit(**options)
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    return ayu


def test_the_card_has_three_forms_with_the_address_and_its_code(visit, server):
    ayu = visit()
    ayu.context.add_init_script(SHARE)
    ayu.open()
    finish(ayu, ANSWERS)
    sizes = {"wide": [1200, 630], "square": [1080, 1080], "story": [1080, 1920]}
    card = ayu.page.locator(".share-preview > svg")
    for at, (form, size) in enumerate(sizes.items()):
        press(ayu, "share-card", form)
        expect(card).to_have_attribute("viewBox", f"0 0 {size[0]} {size[1]}")
        expect(card).to_contain_text(server.url.removeprefix("http://"))
        expect(card.locator(".qr-code")).to_have_count(1)
        # Nothing stands outside of the card, and nothing over the code.
        assert ayu.page.evaluate(INSIDE) == []
        card.scroll_into_view_if_needed()
        ayu.shot(f"card-{form}")
        press(ayu, "share-card", "send")
        ayu.page.wait_for_function("count => shared.length > count", arg=at)
        told = ayu.page.evaluate("() => shared.at(-1)")
        assert told["images"] == [["firststep-INFJ.png", "image/png", *size]]
        assert server.url in told["text"] and "INFJ" in told["text"]


INSIDE = """() => {
    const card = document.querySelector(".share-preview > svg");
    const frame = card.getBoundingClientRect();
    const code = card.querySelector(".qr-code").getBoundingClientRect();
    const wrong = [];
    for (const one of card.querySelectorAll("text")) {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        if (left < frame.left || right > frame.right || top < frame.top || bottom > frame.bottom) wrong.push(`outside: ${one.textContent}`);
        if (left < code.right && right > code.left && top < code.bottom && bottom > code.top) wrong.push(`over the code: ${one.textContent}`);
    }
    return wrong;
}"""


def test_without_an_app_to_hand_it_to_there_is_no_button_for_it(visit):
    ayu = visit()
    ayu.context.add_init_script("navigator.canShare = undefined; navigator.share = undefined;")
    ayu.open()
    finish(ayu, ANSWERS)
    expect(ayu.page.get_by_role("button", name=say("share-card", "png"), exact=True)).to_be_visible()
    expect(ayu.page.get_by_role("button", name=say("share-card", "send"), exact=True)).to_have_count(0)


def test_a_link_is_found_again_until_its_owner_leaves(visit, server):
    ayu = member(visit)
    ayu.context.add_init_script(SHARE)
    ayu.page.reload()
    ayu.go("/result")
    press(ayu, "shares", "make")
    link = ayu.page.locator("input[readonly]")
    expect(link).to_have_value(re.compile(rf"^{re.escape(server.url)}/shared/[\w-]{{20,}}$"))
    address = link.input_value()
    press(ayu, "shares", "send")
    ayu.page.wait_for_function("() => shared.length === 1")
    assert ayu.page.evaluate("() => shared[0].url") == address
    ayu.page.reload()
    expect(link).to_have_value(address)
    # What somebody else finds in this browser has no link of theirs.
    press(ayu, "main", "sign_out")
    expect(ayu.page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()
    key = address.rsplit("/", 1)[1]
    assert key not in ayu.page.evaluate("() => JSON.stringify({ ...localStorage })")
    ayu.call("POST", "/app/sign-in", {"name": "ayu@example.com", "password": PASSWORD})
    ayu.page.reload()
    ayu.go("/result")
    expect(ayu.page.get_by_role("button", name=re.compile(say("shares", "revoke"))).first).to_be_visible()
    expect(link).to_have_count(0)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_links_preview_says_what_it_is(visit, server, lang):
    ayu = member(visit, lang=lang)
    key = ayu.call("POST", "/app/shares", {"result": 1, "days": 1})["key"]
    # Messengers read it without scripts, and ask for no particular kind of answer.
    reply = ayu.context.request.get(f"{server.url}/shared/{key}", headers={"Accept": "*/*", "Accept-Language": lang})
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    told = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', reply.text()))
    assert "Ayu" in told["title"] and "INFJ" in told["title"] and "Lestari" not in reply.text()
    assert told["url"] == f"{server.url}/shared/{key}"
    assert ayu.context.request.get(told["image"]).headers["content-type"] == "image/png"
    assert "noindex" in reply.text()
    # People get the result.
    stranger = visit(lang=lang)
    stranger.page.goto(f"{server.url}/shared/{key}")
    expect(stranger.page.locator(".big-type")).to_have_text("INFJ")


def test_a_preview_is_of_what_the_link_shows_and_no_more(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com", first='"><script>alert(1)</script>')
    ayu.call("POST", "/app/results", {"answers": [0] * 60})
    key = ayu.call("POST", "/app/shares", {"result": 1, "days": 1})["key"]
    text = ayu.context.request.get(f"{server.url}/shared/{key}").text()
    assert "alert(1)" in text and "<script>alert" not in text
    # A guess is passed on as no type.
    title = re.search(r'og:title" content="([^"]*)"', text)[1]
    assert not re.search("[EI][SN][TF][JP]", title)
    share = ayu.call("GET", "/app/shares")["shares"][0]
    ayu.call("DELETE", f"/app/shares/{share['id']}")
    reply = ayu.context.request.get(f"{server.url}/shared/{key}")
    assert (reply.status, "og:title" in reply.text()) == (404, False)
