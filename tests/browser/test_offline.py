"""Without the network, without the server, in two tabs, after an upgrade: nothing is lost, and a sentence says so."""

import re

from playwright.sync_api import expect
from samples import ANSWERS
from test_story import answer
from words import word

from conftest import PASSWORD

# The page is kept, as for everybody who comes again.
WORKER = True

# What Chromium itself reports of requests that come to nothing.
GONE = ("ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_RESET", "Failed to fetch",
        "ERR_EMPTY_RESPONSE", "ERR_FAILED")


def kept_by_the_worker(visitor):
    """Waits until the page's files are kept."""
    visitor.page.evaluate("""async () => {
        await navigator.serviceWorker.ready;
        const { files } = await (await fetch("/static/files.json")).json();
        for (;;) {
            const kept = await Promise.all(files.map((file) => caches.match(file)));
            if (kept.every(Boolean) && await caches.match("/", { ignoreVary: true })) return;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    }""")


def test_it_opens_without_the_server_once_it_was_visited(visit, server):
    ayu = visit()
    ayu.expect(*GONE)
    ayu.open("/quiz")
    kept_by_the_worker(ayu)
    answer(ayu, range(1, 4))
    server.stop()
    ayu.page.reload()
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "3")
    answer(ayu, range(4, 6))
    for screen in ("/", "/sign-up", "/sign-in"):
        ayu.go(screen)
        expect(ayu.page.get_by_role("heading", level=1)).not_to_be_empty()
    # An address of its own, typed.
    ayu.page.goto(f"{server.url}/types/ISTP")
    expect(ayu.page.get_by_role("heading", level=1)).to_have_text("ISTP The Pocket Knife")
    server.start()
    ayu.page.reload()
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "5")


def test_answers_given_while_the_server_is_gone_are_sent_when_it_is_back(visit, server):
    ayu = visit()
    ayu.expect(*GONE)
    ayu.sign_up("ayu@example.com")
    ayu.go("/quiz")
    answer(ayu, range(1, 4))
    server.stop()
    answer(ayu, range(4, 7))
    expect(ayu.page.get_by_text(word("quiz-run", "waiting", "en")).first).to_be_visible()
    server.start()
    expect(ayu.page.get_by_text(word("quiz-run", "saved", "en")).first).to_be_visible()
    answers = ayu.call("GET", "/app/answers")["answers"]
    assert answers[:7] == [*ANSWERS[:6], None]


def test_a_quiz_finished_offline_finds_its_result_later(visit, server):
    ayu = visit()
    ayu.expect(*GONE)
    ayu.sign_up("ayu@example.com")
    changes = [{"statement": at, "answer": value} for at, value in enumerate(ANSWERS[:59])]
    ayu.call("PATCH", "/app/answers", {"changes": changes})
    ayu.page.reload()
    ayu.go("/quiz")
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "59")
    ayu.context.set_offline(True)
    ayu.page.keyboard.press("5")
    ayu.page.get_by_role("button", name=word("quiz-end", "finish", "en"), exact=True).click()
    expect(ayu.page.get_by_role("heading", name=word("quiz-end", "waiting", "en"))).to_be_visible()
    ayu.context.set_offline(False)
    expect(ayu.page).to_have_url(re.compile("#/result"))
    expect(ayu.page.get_by_text("INFJ", exact=True).first).to_be_visible()


def test_two_tabs_at_once_lose_nothing_of_each_other(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    ayu.go("/quiz")
    other = ayu.context.new_page()
    other.goto(f"{ayu.server.url}/#/quiz")
    answer(ayu, range(1, 4))
    question = other.locator("fieldset.question")
    expect(question).to_be_visible()
    while int(question.get_attribute("data-at")) < 3:
        onward = "|".join(word("quiz-run", key, "en") for key in ("skip", "next"))
        other.get_by_role("button", name=re.compile(f"^({onward})$")).click()
    other.keyboard.press("7")
    expect(question).to_have_attribute("data-at", "4")
    expect(ayu.page.get_by_text(word("quiz-run", "saved", "en")).first).to_be_visible()
    expect(other.get_by_text(word("quiz-run", "saved", "en")).first).to_be_visible()
    answers = ayu.call("GET", "/app/answers")["answers"]
    assert answers[:5] == [*ANSWERS[:3], 3, None]


def test_a_session_ended_elsewhere_loses_no_answer(visit):
    ayu = visit()
    ayu.expect("401")
    ayu.sign_up("ayu@example.com")
    ayu.go("/quiz")
    answer(ayu, range(1, 3))
    phone = visit(width=360)
    phone.open("/sign-in")
    phone.call("POST", "/app/sign-in", {"name": "ayu@example.com", "password": PASSWORD})
    phone.call("DELETE", "/app/sessions")
    ayu.page.keyboard.press("6")
    expect(ayu.page.get_by_text(word("main", "ended", "en")).first).to_be_visible()
    ayu.page.get_by_label(word("sign-in", "name", "en"), exact=True).fill("ayu@example.com")
    ayu.page.locator("input[type=password]").fill(PASSWORD)
    ayu.page.get_by_role("button", name=word("sign-in", "submit", "en"), exact=True).click()
    expect(ayu.page).to_have_url(re.compile("#/quiz"))
    expect(ayu.page.locator("fieldset.question")).to_have_attribute("data-at", "3")
    expect(ayu.page.get_by_text(word("quiz-run", "saved", "en")).first).to_be_visible()
    assert ayu.call("GET", "/app/answers")["answers"][:4] == [*ANSWERS[:2], 2, None]


def test_a_page_left_open_over_an_upgrade_says_so(visit):
    ayu = visit()
    ayu.open()
    newer = '{"version": "0000000000000000", "files": []}'
    ayu.context.route("**/static/files.json", lambda route: route.fulfill(body=newer, content_type="application/json"))
    ayu.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    banner = ayu.page.locator("#fresh")
    expect(banner).to_contain_text(word("version", "fresh", "en"))
    ayu.context.unroute("**/static/files.json")
    banner.get_by_role("button").click()
    expect(ayu.page.get_by_role("heading", level=1)).to_be_visible()
    expect(banner).to_be_hidden()


def test_what_was_kept_in_part_is_kept_whole_the_next_time(visit):
    ayu = visit()
    ayu.open()
    kept_by_the_worker(ayu)
    [worker] = ayu.context.service_workers
    kept = worker.evaluate("""async () => {
        for (const name of await caches.keys()) await caches.delete(name);
        const { addAll } = Cache.prototype;
        Cache.prototype.addAll = async () => { throw new TypeError("the connection broke"); };
        await fill().catch(() => undefined);
        Cache.prototype.addAll = addAll;
        await fill();
        return Boolean(await caches.match("/", { ignoreVary: true }));
    }""")
    assert kept
