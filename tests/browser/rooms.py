"""What tests of rooms do again and again; people in a room without a browser."""

import json
import pathlib
import random
import urllib.request

from playwright.sync_api import expect
from words import word

from conftest import PATIENCE

STATEMENTS = json.loads((pathlib.Path(__file__).resolve().parents[2] / "seed" / "questions.json").read_text())["statements"]
PAIRS = ("EI", "SN", "TF", "JP")


def say(module, key, lang="en", **blanks):
    return word(module, key, lang, **blanks)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(module, key, visitor.lang), exact=True).first.click()


def open_room(host, **plan):
    host.sign_up("host@example.com")
    code = host.call("POST", "/rooms", plan)["code"]
    host.page.set_viewport_size({"width": 1280, "height": 720})
    host.go(f"/rooms/{code}")
    expect(host.page.locator(".join-code")).to_have_text(code)
    return code


def join(phone, code):
    """From the scan to the first statement: one tap."""
    phone.page.set_viewport_size({"width": 360, "height": 640})
    phone.page.goto(f"{phone.server.url}/r/{code.lower()}")
    press(phone, "room-phone", "start")
    expect(phone.page.locator("fieldset.question")).to_have_attribute("data-at", "0")


# In the page: a tap waits until it was seen, sixty times five of them would be a minute.
ANSWER = """async ([first, values, patience]) => {
    for (const [index, value] of values.entries()) {
        const at = String(first + index);
        let question = null;
        for (const end = performance.now() + patience; (question = document.querySelector("fieldset.question"))?.dataset.at !== at;) {
            if (performance.now() > end) throw new Error(`statement ${at} doesn't come`);
            await new Promise(requestAnimationFrame);
        }
        question.querySelectorAll("input")[value].click();
    }
}"""


def sheet(person):
    """Sixty answers of somebody who leans somewhere; the same person always the same."""
    dice = random.Random(person)
    leans = dict(zip(PAIRS, (dice.gauss(0, 1.1) for _ in PAIRS)))
    return [max(-3, min(3, round(one["key"] * leans[one["dichotomy"]] + dice.gauss(0, 1.1)))) for one in STATEMENTS]


def answer(phone, first, last, person):
    """As that person does."""
    tap_all(phone, [value + 3 for value in sheet(person)[first:last]], first)


def tap_all(phone, points, first=0):
    """These points, by their numbers from 0, one statement after another."""
    phone.page.evaluate(ANSWER, [first, points, PATIENCE])


def finish(phone):
    press(phone, "room-quiz", "finish")
    expect(phone.page.locator(".phone-hero .big-type")).to_be_visible()


class Guest:
    """Somebody in a room whose phone isn't looked at."""

    def __init__(self, server, code, **newcomer):
        self.path = f"{server.url}/rooms/{code}/seat"
        self.cookie = ""
        self.ask("POST", "s", newcomer)

    def ask(self, method, below, body):
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        request = urllib.request.Request(self.path + below, json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as reply:
            self.cookie = reply.headers.get("Set-Cookie", self.cookie).split(";")[0]
            return json.load(reply)

    def answer(self, person, until=60):
        changes = [{"statement": at, "answer": value} for at, value in enumerate(sheet(person)[:until])]
        self.ask("PATCH", "/answers", {"changes": changes})
        return self

    def finish(self):
        return self.ask("POST", "/result", {})["result"]["mbti"]

    def raise_card(self):
        return self.ask("PUT", "/card", {"raised": True})["raised"]


def crowd(server, code, count, teams=0):
    """So many people who have finished."""
    people = []
    for person in range(count):
        guest = Guest(server, code, **({"team": person % teams} if teams else {}))
        guest.answer(person).finish()
        people.append(guest)
    return people
