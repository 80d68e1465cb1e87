"""Administration: lists whose state is in the address, accounts invited, looked at and changed, live numbers, the log."""

import re
import sqlite3
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect
from samples import ANSWERS, picture
from words import word

from conftest import PASSWORD

OTHER = "another password, longer"


def say(module, key, lang="en", **blanks):
    return word(module, key, lang, **blanks)


def press(visitor, module, key):
    name = re.compile(rf"^{re.escape(say(module, key, visitor.lang))}( \(|$)")
    visitor.page.get_by_role("button", name=name).first.click()


def agree(visitor, module, key):
    visitor.page.get_by_role("dialog").get_by_role("button", name=say(module, key, visitor.lang), exact=True).click()


def administrator(visit, server, **options):
    boss = visit(**options)
    boss.sign_up("boss@example.com", first="Bos")
    server.user("role", "boss@example.com", "admin")
    boss.page.reload()
    boss.page.get_by_role("heading", level=1).wait_for()
    return boss


def people(server, count):
    """So many accounts, made in the database."""
    with sqlite3.connect(server.folder / "firststep.db") as database:
        for number in range(1, count + 1):
            name = f"person{number:02}"
            database.execute(
                "insert into accounts (username, username_key, email, password_hash, front_name, created_at) values (?1, ?1, ?2, '', ?3, ?4)",
                (name, f"{name}@example.com", f"Person {number:02}", number))


def later(minutes):
    """So many minutes from now, as the server writes it."""
    return (datetime.now(timezone.utc) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def names(visitor):
    return visitor.page.locator(".found tbody strong").all_text_contents()


def test_what_is_looked_for_stands_in_the_address(visit, server):
    people(server, 60)
    boss = administrator(visit, server, width=1440)
    boss.go("/admin/users")
    page = boss.page
    expect(page.get_by_text("61 accounts")).to_be_visible()
    boss.shot("users-wide")
    assert page.locator("main").bounding_box()["width"] > 1300, "wide screens are used"
    heading = lambda key: page.locator(f"[data-sort={key}]")
    heading("email").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text(re.compile(say("admin-users", "email")))
    expect(heading("email")).to_be_focused()
    assert names(boss)[1] == "Person 01"
    heading("email").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"sort=-email"))
    assert names(boss)[0] == "Person 60"
    page.locator("[data-page=last]").click()
    expect(page).to_have_url(re.compile(r"page=3"))
    expect(page.get_by_role("navigation").filter(has_text="51–61 of 61")).to_be_focused()
    expect(page.locator("[data-page=after]")).to_be_disabled()
    # Back and reload lead to what the address says.
    page.go_back()
    expect(page.locator("[data-page=first]")).to_be_disabled()
    assert names(boss)[0] == "Person 60"
    page.go_forward()
    expect(page.get_by_text("51–61 of 61")).to_be_visible()
    page.reload()
    expect(page.get_by_text("51–61 of 61")).to_be_visible()
    page.locator("[data-page=first]").click()
    expect(page.get_by_text("1–25 of 61")).to_be_visible()
    page.get_by_label(say("admin-users", "search"), exact=True).fill("person 07")
    expect(page.locator(".found tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"search=person\+07"))
    # Whoever signs in first comes there, too.
    address = page.url
    boss.call("POST", "/app/sign-out")
    page.goto("about:blank")
    page.goto(address)
    page.get_by_label(say("sign-in", "name"), exact=True).fill("boss@example.com")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    expect(page.locator(".found tbody tr")).to_have_count(1)
    assert page.url == address


def test_users_are_found_by_their_type_and_downloaded(visit, server):
    people(server, 3)
    boss = administrator(visit, server, width=360)
    boss.call("POST", "/app/results", {"answers": ANSWERS})
    kind = boss.call("GET", "/app/results/latest")["mbti"]
    boss.go("/admin/users")
    boss.page.get_by_label(say("admin-users", "type"), exact=True).select_option(kind)
    expect(boss.page.locator(".found tbody tr")).to_have_count(1)
    expect(boss.page).to_have_url(re.compile(f"type={kind}"))
    boss.page.get_by_label(say("admin-users", "type"), exact=True).select_option("none")
    expect(boss.page.locator(".found tbody tr")).to_have_count(3)
    # Where rows are cards a menu sorts them.
    boss.page.get_by_label(say("admin-users", "sort"), exact=True).select_option("created")
    expect(boss.page).to_have_url(re.compile("sort=created"))
    expect(boss.page.locator(".found tbody strong").first).to_have_text("Person 01")
    with boss.page.expect_download() as kept:
        press(boss, "admin-users", "download")
    assert kept.value.suggested_filename.endswith(".csv")
    lines = kept.value.path().read_text().splitlines()
    assert len(lines) == 4 and lines[1].split(",")[2] == "person01@example.com"


@pytest.mark.parametrize(("lang", "width"), [("id", 360), ("en", 1280)])
def test_somebody_is_invited_and_sets_a_password(visit, server, lang, width):
    boss = administrator(visit, server, lang=lang, width=width)
    boss.expect("409")
    boss.go("/admin/users")
    press(boss, "admin-invite", "open")
    dialog = boss.page.get_by_role("dialog")
    fill = lambda key, text: dialog.get_by_label(say("admin-invite", key, lang), exact=True).fill(text)
    fill("email", "boss@example.com")
    fill("front", "Budi")
    agree(boss, "admin-invite", "submit")
    expect(dialog.get_by_text(say("admin-invite", "taken", lang))).to_be_visible()
    fill("email", "budi@example.com")
    boss.shot("invite")
    agree(boss, "admin-invite", "submit")
    expect(boss.page.get_by_text(say("admin-invite", "in_outbox", lang, email="budi@example.com"))).to_be_visible()
    boss.page.get_by_role("link", name="Budi").click()
    expect(boss.page.get_by_text(say("admin-user-parts", "link", lang))).to_be_visible()
    press(boss, "admin-user-parts", "send")
    expect(boss.page.get_by_text(say("admin-user-parts", "sent", lang))).to_be_visible()
    mails = [path.read_text() for path in sorted((server.folder / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)]
    first, latest = [mail.split()[-1] for mail in mails]
    budi = visit(lang=lang, width=width)
    budi.expect("400")
    budi.open(f"/set-password/{first}")
    budi.page.locator("input[type=password]").fill(OTHER)
    press(budi, "set-password", "submit")
    expect(budi.page.get_by_text(say("set-password", "wrong", lang))).to_be_visible()
    budi.shot("set-password")
    budi.page.locator("input[name=code]").fill(latest.lower())
    press(budi, "set-password", "submit")
    expect(budi.page.get_by_role("button", name=say("main", "sign_out", lang), exact=True)).to_be_visible()
    assert budi.call("GET", "/app/me")["account"]["email"] == "budi@example.com"


def test_what_is_done_to_an_account_is_done_and_logged(visit, server):
    boss = administrator(visit, server, width=1440)
    ayu = visit(width=360)
    ayu.sign_up("ayu@example.com")
    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.go("/profile")
    with ayu.page.expect_file_chooser() as chosen:
        press(ayu, "photo", "choose")
    chosen.value.set_files({"name": "me.png", "mimeType": "image/png", "buffer": picture(300, 300)})
    press(ayu, "photo", "save")
    expect(ayu.page.get_by_role("img", name=say("photo", "alt", name="Ayu Lestari"))).to_be_visible()
    boss.go("/admin/users/2")
    page = boss.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Ayu Lestari")
    expect(page.locator(".portrait")).to_be_visible()
    expect(page.locator(".dates li")).to_have_count(1)
    boss.shot("user")
    press(boss, "admin-user-parts", "photo")
    agree(boss, "admin-user-parts", "photo")
    expect(page.locator(".portrait")).to_have_count(0)
    press(boss, "admin-user", "end")
    expect(page.get_by_text(say("admin-user", "no_sessions"))).to_be_visible()
    ayu.expect("401")
    ayu.go("/sessions")
    expect(ayu.page).to_have_url(re.compile("#/sign-in"))
    press(boss, "admin-user-parts", "password")
    agree(boss, "admin-user-parts", "password")
    expect(page.get_by_text(say("admin-user-parts", "link"))).to_be_visible()
    log = page.locator(".card", has=page.get_by_role("heading", name=say("admin-user", "log"), exact=True))
    for deed in ("did_photo", "did_sessions", "did_password"):
        expect(log.get_by_text(re.compile(f"^{say('admin-deeds', deed)}"))).to_be_visible()
    press(boss, "admin-user-parts", "delete")
    agree(boss, "admin-user-parts", "delete")
    expect(page).to_have_url(re.compile("#/admin/users$"))
    boss.go("/admin/log")
    rows = page.locator(".found tbody tr")
    # By the command line the role, by the page the rest.
    expect(rows).to_have_count(5)
    expect(rows.first).to_contain_text(say("admin-deeds", "did_deleted"))
    expect(rows.first).to_contain_text(say("admin-deeds", "gone", id=2))
    boss.shot("log")
    page.get_by_label(say("admin-log", "who"), exact=True).select_option("0")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text(say("admin-deeds", "operator"))
    expect(page).to_have_url(re.compile("actor=0"))
    page.reload()
    expect(rows).to_have_count(1)
    page.go_back()
    expect(rows).to_have_count(5)
    page.get_by_label(say("admin-log", "deed"), exact=True).select_option("photo")
    expect(rows).to_have_count(1)


def test_the_numbers_live_while_they_are_looked_at(visit, server):
    boss = administrator(visit, server)
    boss.page.clock.install()
    boss.page.reload()
    boss.go("/admin")
    accounts = boss.page.locator(".numbers dd").first
    expect(accounts).to_have_text("1")
    backup = boss.page.get_by_role("button", name=say("admin", "make"), exact=True)
    backup.focus()
    visit().sign_up("ayu@example.com")
    boss.page.clock.fast_forward(11_000)
    expect(accounts).to_have_text("2")
    # Nobody loses what they were about to do.
    expect(backup).to_be_focused()
    # Nor where they were among what is drawn anew; and it leads to those it counts.
    link = boss.page.locator(".numbers a").first
    link.focus()
    visit().sign_up("citra@example.com")
    boss.page.clock.fast_forward(11_000)
    expect(accounts).to_have_text("3")
    expect(link).to_be_focused()
    boss.page.keyboard.press("Enter")
    expect(boss.page.locator(".found tbody tr")).to_have_count(3)
    boss.page.go_back()
    boss.page.locator(".type-bars").get_by_role("link", name="INTP", exact=True).click()
    expect(boss.page.get_by_role("heading", name=say("admin-users", "none"), exact=True)).to_be_visible()
    expect(boss.page.get_by_label(say("admin-users", "type"), exact=True)).to_have_value("INTP")
    boss.page.go_back()
    boss.page.locator(".lists").get_by_role("link", name="Bos Lestari", exact=True).first.click()
    expect(boss.page.locator(".found tbody tr")).to_have_count(1)
    assert names(boss) == ["Bos Lestari"]
    asked = []
    boss.go("/profile")
    expect(boss.page.get_by_role("heading", level=1)).to_have_text(say("profile", "title"))
    boss.page.on("request", lambda request: asked.append(request.url) if "overview" in request.url else None)
    boss.page.clock.fast_forward(60_000)
    boss.call("GET", "/app/me")
    assert asked == []


def test_a_reminder_reminds_above_every_page(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    made = ayu.call("POST", "/api/v1/reminders", {"title": "Drink water", "reminder_time": "2060-01-05T09:30:00Z"})
    ayu.call("POST", "/api/v1/reminders", {"title": "Much later", "reminder_time": "2061-01-05T09:30:00Z"})
    due = ayu.page.get_by_role("region", name=say("due", "label"))
    ayu.go("/profile")
    expect(ayu.page.get_by_role("heading", level=1)).to_have_text(say("profile", "title"))
    expect(due).to_be_hidden()
    with sqlite3.connect(server.folder / "firststep.db") as database:
        database.execute("update reminders set reminder_time = created_at - 3600 * 1000000 where id = ?", (made["id"],))
    ayu.page.reload()
    expect(due).to_contain_text("Drink water")
    expect(due).not_to_contain_text("Much later")
    ayu.shot("due")
    ayu.go("/community")
    expect(ayu.page.get_by_role("heading", level=1)).to_have_text(say("community", "title"))
    expect(due).to_be_visible()
    due.get_by_role("button", name=re.compile(say("due", "done"))).click()
    expect(due).to_be_hidden()
    expect(ayu.page.get_by_role("main")).to_be_focused()
    assert [one["is_active"] for one in ayu.call("GET", "/api/v1/reminders")] == [False, True]
    ayu.page.reload()
    expect(ayu.page.get_by_role("heading", level=1)).to_be_visible()
    expect(due).to_be_hidden()


def test_a_reminder_comes_while_the_page_is_open(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    ayu.page.clock.install()
    told = {"due": 0}

    def answer(route):
        reply = route.fetch()
        body = reply.json()
        body["account"] |= {"reminders_due": told["due"], "next_reminder": later(60) if told["due"] == 0 else None}
        told["due"] = 1
        route.fulfill(response=reply, json=body)

    ayu.context.route("**/app/me", answer)
    passed = {"id": 1, "title": "Drink water", "is_active": True, "reminder_time": later(-1)}
    ayu.context.route("**/api/v1/reminders?*", lambda route: route.fulfill(json=[passed]))
    ayu.page.reload()
    due = ayu.page.get_by_role("region", name=say("due", "label"))
    expect(ayu.page.get_by_role("heading", level=1)).to_be_visible()
    expect(due).to_be_hidden()
    ayu.page.clock.fast_forward(3700_000)
    expect(due).to_contain_text("Drink water")


def test_what_is_seldom_wanted_is_behind_the_profile(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    menu = ayu.page.get_by_role("navigation", name=say("main", "menu"))
    expect(menu.get_by_role("link", name=say("main", "profile"), exact=True)).to_be_visible()
    assert menu.locator("a[href='#/community'], a[href='#/reminders']").count() == 0
    ayu.go("/profile")
    for path in ("community", "reminders"):
        ayu.page.locator(f"main a[href='#/{path}']").click()
        expect(ayu.page).to_have_url(re.compile(f"#/{path}$"))
        ayu.page.locator("main a[href='#/profile']").click()
