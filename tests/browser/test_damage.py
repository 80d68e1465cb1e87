"""What administrators are told when the database is found damaged while it is served, and nobody else."""

import pathlib
import re
import sqlite3

import pytest
from axe import violations
from playwright.sync_api import expect
from words import word

from conftest import PASSWORD

PAGE = 4096


def smash(server, table):
    """Overwrites a table's first page on disk, under a server that hasn't read it yet."""
    path = pathlib.Path(server.folder) / "firststep.db"
    with sqlite3.connect(path) as database:
        [page] = database.execute("select rootpage from sqlite_schema where name = ?", [table]).fetchone()
    database.close()
    with open(path, "r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def damaged(server, boss, *others):
    """Somebody's posts can't be read any more; boss and the others stay signed in."""
    # What is in the log only would heal what is done to the file.
    server.stop()
    server.start()
    smash(server, "posts")
    for visitor in (boss, *others):
        visitor.expect("503")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_banner_tells_an_administrator_what_to_do(visit, server, width):
    lang = "id" if width == 320 else "en"
    boss = visit(width=width, lang=lang, reduced_motion="reduce")
    boss.sign_up("boss@example.com")
    server.user("role", "boss@example.com", "admin")
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    damaged(server, boss, ayu)
    boss.page.reload()
    banner = boss.page.locator("#damage")
    expect(banner).to_be_hidden()
    boss.go("/community")
    expect(boss.page.get_by_role("main").get_by_role("alert")).to_be_visible()
    boss.page.reload()
    expect(banner).to_be_visible()
    expect(banner.get_by_role("heading")).to_have_text(word("damage", "title", lang))
    expect(banner).to_contain_text("firststep doctor")
    expect(banner).to_contain_text("firststep backup restore FILE --force")
    expect(banner).to_contain_text(word("damage", "met", lang))
    boss.go("/admin")
    expect(boss.page.get_by_text(word("admin", "damaged", lang), exact=True)).to_be_visible()
    for theme in ("light", "dark"):
        boss.turn(theme)
        boss.shot("damaged")
        assert violations(boss.page) == [], theme
        assert boss.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    ayu.page.reload()
    ayu.page.get_by_role("heading", level=1).wait_for()
    expect(ayu.page.locator("#damage")).to_be_hidden()


def test_a_change_that_is_refused_brings_the_banner(visit, server):
    boss = visit()
    boss.sign_up("boss@example.com")
    server.user("role", "boss@example.com", "admin")
    other = visit()
    damaged(server, boss, other)
    boss.page.reload()
    boss.go("/account")
    expect(boss.page.get_by_role("heading", level=1)).to_be_visible()
    # Somebody else comes upon the damage meanwhile.
    boss.page.evaluate("async () => { await fetch('/api/v1/posts', { headers: { 'X-CSRF-Token': (await (await fetch('/app/me')).json()).csrf } }); }")
    expect(boss.page.locator("#damage")).to_be_hidden()
    boss.page.locator("input[name=last_name]").fill("Changed")
    boss.page.get_by_role("button", name=word("account", "save", "en"), exact=True).first.click()
    expect(boss.page.get_by_text(word("problem", "damaged", "en")).first).to_be_visible()
    expect(boss.page.locator("#damage")).to_be_visible()
    # Whoever wants in is told, too.
    other.open("/sign-in")
    other.page.get_by_label(word("sign-in", "name", "en"), exact=True).fill("boss@example.com")
    other.page.locator("input[type=password]").fill(PASSWORD)
    other.page.get_by_role("button", name=word("sign-in", "submit", "en"), exact=True).click()
    expect(other.page.get_by_text(word("problem", "damaged", "en")).first).to_be_visible()


def test_the_check_is_told_on_the_overview(visit, serve):
    server = serve("--check-every", "1s")
    boss = visit(at=server)
    boss.sign_up("boss@example.com")
    server.user("role", "boss@example.com", "admin")
    boss.page.reload()
    boss.go("/admin")
    told = boss.page.locator(".card", has=boss.page.get_by_role("heading", name=word("admin", "check", "en"), exact=True))
    well = told.get_by_text(re.compile(re.escape(word("admin", "well", "en"))))
    for _ in range(100):
        if well.is_visible():
            break
        boss.page.reload()
        boss.page.get_by_role("heading", level=1).wait_for()
        expect(boss.page.locator("main [aria-busy=true]")).to_have_count(0)
    expect(well).to_be_visible()
