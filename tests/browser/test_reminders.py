"""Reminders: by the reader's own clock, and an old one whose words are mended."""

from datetime import datetime

import pytest
from playwright.sync_api import expect
from words import word


def say(key):
    return word("reminders", key, "en")


# East and west of Greenwich, and half an hour off.
@pytest.mark.parametrize("zone, moment", [
    ("Asia/Jakarta", "2060-01-05T02:30:00Z"),
    ("America/St_Johns", "2060-01-05T13:00:00Z"),
])
def test_a_reminder_is_for_the_readers_own_clock(visit, zone, moment):
    ayu = visit(timezone_id=zone)
    ayu.sign_up("ayu@example.com")
    ayu.go("/reminders")
    ayu.page.get_by_role("button", name=say("make"), exact=True).click()
    ayu.page.locator("input[name=title]").fill("Drink water")
    ayu.page.locator("input[name=reminder_time]").fill("2060-01-05T09:30")
    ayu.page.locator("form.writing button[type=submit]").click()
    expect(ayu.page.get_by_text(say("made"))).to_be_visible()
    [made] = ayu.call("GET", "/api/v1/reminders")
    told = made["reminder_time"].removesuffix("Z") + "Z"
    assert datetime.fromisoformat(told) == datetime.fromisoformat(moment)


def test_the_words_of_a_reminder_that_has_passed_can_be_mended(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    made = ayu.call("POST", "/api/v1/reminders", {"title": "Drink", "reminder_time": "2060-01-05T09:30:00Z"})
    passed = {**made, "reminder_time": "2020-01-05T09:30:00Z"}
    ayu.context.route("**/api/v1/reminders?*", lambda route: route.fulfill(json=[passed]))
    ayu.go("/reminders")
    expect(ayu.page.get_by_role("heading", name=say("past"))).to_be_visible()
    ayu.page.locator(".reminder .tools button").nth(1).click()
    ayu.page.locator("input[name=title]").fill("Drink water")
    with ayu.page.expect_request(lambda asked: asked.method == "PUT") as sent:
        ayu.page.locator("form.writing button[type=submit]").click()
    # The server takes no time that has passed.
    told = sent.value.post_data_json
    assert told["title"] == "Drink water" and "reminder_time" not in told
    expect(ayu.page.get_by_text(say("saved"))).to_be_visible()


def test_what_is_to_come_is_soonest_first_and_what_is_over_latest_first(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    times = {"Old": "2020-01-05T09:30:00Z", "Late": "2021-01-05T09:30:00Z", "Soon": "2060-01-05T09:30:00Z", "Then": "2061-01-05T09:30:00Z"}
    made = ayu.call("POST", "/api/v1/reminders", {"title": "Drink", "reminder_time": times["Soon"]})
    all_of_them = [{**made, "id": at, "title": title, "reminder_time": time} for at, (title, time) in enumerate(times.items())]
    ayu.context.route("**/api/v1/reminders?*", lambda route: route.fulfill(json=all_of_them))
    ayu.go("/reminders")
    expect(ayu.page.locator(".reminder h3")).to_have_text(["Soon", "Then", "Late", "Old"])
