"""Signing up with a code, forgotten passwords, sessions, administrators, the keyboard alone."""

import re

from playwright.sync_api import expect
from samples import ANSWERS, picture
from words import word

from conftest import PASSWORD


def say(module, key, **blanks):
    return word(module, key, "en", **blanks)


def press(visitor, module, key):
    visitor.page.get_by_role("button", name=say(module, key), exact=True).click()


def fill(visitor, module, key, text):
    visitor.page.get_by_label(say(module, key), exact=True).fill(text)


def test_an_address_is_confirmed_by_its_code(visit, serve):
    server = serve("--confirm-email", "--demo")
    ayu = visit(at=server)
    ayu.expect("400", "403")
    ayu.open("/sign-up")
    fill(ayu, "sign-up", "front", "Ayu")
    fill(ayu, "sign-up", "email", "ayu@example.com")
    ayu.page.locator("input[type=password]").fill(PASSWORD)
    press(ayu, "sign-up", "submit")
    expect(ayu.page).to_have_url(re.compile("#/verify"))
    ayu.shot("verify")
    field = ayu.page.locator("input[autocomplete=one-time-code]")
    code = server.mail_to("ayu@example.com").strip()[:6]
    field.fill("000000" if code != "000000" else "111111")
    press(ayu, "verify", "submit")
    expect(ayu.page.locator("[aria-invalid=true], .outcome:not(:empty)").first).to_be_visible()
    field.fill(code)
    press(ayu, "verify", "submit")
    expect(ayu.page.get_by_role("button", name=say("main", "sign_out"), exact=True)).to_be_visible()
    # The password isn't needed any more: whoever comes to this page next isn't signed in with it.
    held = """async () => (await import("/static/app/pending.js")).pendingSignIn()"""
    assert ayu.page.evaluate(held) == {}


def late_answer(visitor, act):
    """Asks who is signed in, and gives the page the answer only after this was done; resolves to whom it knows then."""
    visitor.page.evaluate("""async () => {
        const { refresh } = await import("/static/app/session.js");
        const real = window.fetch;
        await new Promise((arrived) => {
            window.fetch = async (...asked) => {
                window.fetch = real;
                const reply = await real(...asked);
                arrived();
                await new Promise((give) => { window.give = give; });
                return reply;
            };
            window.answered = refresh();
        });
    }""")
    act()
    return visitor.page.evaluate("async () => { give(); return (await answered).account?.email ?? null; }")


def test_who_is_signed_in_is_not_told_by_an_answer_that_comes_late(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    leave = ayu.page.get_by_role("button", name=say("main", "sign_out"), exact=True)

    def sign_out():
        leave.click()
        expect(ayu.page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()

    def sign_in():
        fill(ayu, "sign-in", "name", "ayu@example.com")
        ayu.page.locator("input[type=password]").fill(PASSWORD)
        press(ayu, "sign-in", "submit")
        expect(leave).to_be_visible()

    assert late_answer(ayu, sign_out) is None
    expect(leave).to_be_hidden()
    ayu.go("/sign-in")
    assert late_answer(ayu, sign_in) == "ayu@example.com"
    expect(leave).to_be_visible()


def test_a_forgotten_password_is_made_anew(visit, server):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    other = visit(width=360)
    other.open("/forgotten")
    other.shot("forgotten")
    other.page.locator("input[type=email]").fill("ayu@example.com")
    other.page.get_by_role("main").get_by_role("button").last.click()
    code = other.page.locator("input[autocomplete=one-time-code]")
    expect(code).to_be_visible()
    code.fill(server.mail_to("ayu@example.com").strip()[:6])
    other.page.locator("input[type=password]").fill("another password, longer")
    other.page.locator("form button[type=submit]").click()
    expect(other.page.get_by_role("button", name=say("main", "sign_out"), exact=True).or_(
        other.page.get_by_role("heading", name=say("sign-in", "title")))).to_be_visible()
    ayu.expect("401")
    ayu.go("/sessions")
    expect(ayu.page.get_by_text(say("main", "ended")).first).to_be_visible()


def test_one_of_two_sessions_is_ended(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    phone = visit(width=360, user_agent="Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
    phone.open("/sign-in")
    fill(phone, "sign-in", "name", "ayu@example.com")
    phone.page.locator("input[type=password]").fill(PASSWORD)
    press(phone, "sign-in", "submit")
    expect(phone.page.get_by_role("button", name=say("main", "sign_out"), exact=True)).to_be_visible()
    ayu.go("/sessions")
    expect(ayu.page.get_by_text("Firefox").first).to_be_visible()
    expect(ayu.page.locator("ul.sessions li .badge")).to_have_text([say("sessions", "this_one")])
    expect(ayu.page.locator("ul.sessions li").first).to_contain_text(say("sessions", "this_one"))
    ayu.shot("sessions")
    ayu.page.get_by_role("button", name=re.compile(say("sessions", "end"))).last.click()
    dialog = ayu.page.get_by_role("dialog")
    if dialog.count():
        dialog.get_by_role("button").last.click()
    expect(ayu.page.get_by_text("Firefox")).to_have_count(0)
    phone.expect("401")
    phone.go("/profile")
    phone.page.reload()
    expect(phone.page).to_have_url(re.compile("#/sign-in"))


def test_an_administrator_changes_a_role(visit, server):
    boss = visit()
    boss.sign_up("boss@example.com", first="Bos")
    budi = visit(width=360)
    budi.sign_up("budi@example.com", first="Budi")
    budi.call("POST", "/app/results", {"answers": ANSWERS})
    server.user("role", "boss@example.com", "admin")
    boss.page.reload()
    for screen in ("admin", "admin/mails", "admin/log", "admin/users"):
        boss.go(f"/{screen}")
        expect(boss.page.get_by_role("heading", level=1)).to_be_visible()
        boss.shot(screen.replace("/", "-"))
    boss.page.get_by_label(say("admin-users", "search"), exact=True).fill("BUDI")
    expect(boss.page.get_by_text("boss@example.com")).to_have_count(0)
    boss.page.get_by_role("link", name="Budi Lestari").click()
    boss.page.get_by_label(say("admin-user", "role"), exact=True).select_option("admin")
    boss.shot("admin-user")
    press(boss, "admin-user", "save")
    boss.page.get_by_role("dialog").get_by_role("button", name=say("admin-user", "sure_yes"), exact=True).click()
    expect(boss.page.get_by_text(say("admin-user", "saved")).first).to_be_visible()
    assert "admin" in [line for line in server.user("list").splitlines() if "budi" in line][0]
    budi.page.reload()
    expect(budi.page.get_by_role("link", name=say("main", "admin"), exact=True)).to_be_visible()
    with boss.page.expect_download() as kept:
        boss.go("/admin")
        boss.page.get_by_role("button", name=re.compile("ackup")).first.click()
    assert kept.value.suggested_filename.endswith(".zip")


def test_leaving_asks_for_the_password_and_is_for_good(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    ayu.expect("403", "401")
    ayu.go("/account")
    ayu.shot("account")
    page = ayu.page
    with page.expect_download() as kept:
        press(ayu, "account", "download")
    assert kept.value.suggested_filename.endswith(".zip")
    press(ayu, "account", "leave_open")
    last = page.locator("input[type=password]").last
    last.fill("not the password")
    submit = page.get_by_role("button", name=say("account", "for_good"), exact=True)
    submit.click()
    expect(page.locator("[aria-invalid=true], .outcome:not(:empty)").first).to_be_visible()
    last.fill(PASSWORD)
    submit.click()
    expect(page.get_by_role("link", name=say("main", "sign_in"), exact=True)).to_be_visible()


def test_photos_that_are_none_are_told_before_they_are_sent(visit, tmp_path):
    ayu = visit(width=360)
    ayu.sign_up("ayu@example.com")
    ayu.go("/profile")
    sent = []
    ayu.page.on("request", lambda request: sent.append(request.url) if "uploadphoto" in request.url else None)
    whole = picture(60, 40)
    for name, data, sentence in [
        ("big.jpg", b"\xff\xd8\xff" + bytes(50 << 20), say("photo", "large").split("}")[1].split(".")[0]),
        ("paper.pdf", b"%PDF-1.7\n", say("photo", "pdf")),
        ("notes.txt", b"hello", say("photo", "no_photo")),
        ("broken.png", whole[: len(whole) // 3], say("photo", "broken")),
        # No browser here opens HEIC; the others are cut short.
        ("phone.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", say("photo", "heic")),
        ("new.avif", b"\0\0\0\x1cftypavif\0\0\0\0", say("photo", "other_kind", kind="AVIF")),
        ("moves.gif", b"GIF89a\x01\0\x01\0", say("photo", "other_kind", kind="GIF")),
        ("page.webp", b"RIFF\x24\0\0\0WEBPVP8 ", say("photo", "other_kind", kind="WebP")),
    ]:
        with ayu.page.expect_file_chooser() as chosen:
            press(ayu, "photo", "choose")
        (tmp_path / name).write_bytes(data)
        chosen.value.set_files(tmp_path / name)
        told = ayu.page.get_by_role("alert").filter(has_text=re.compile(r"\S")).first
        expect(told).to_be_visible()
        expect(told).to_contain_text(sentence)
    ayu.shot("photo-refused")
    assert sent == []


def test_with_the_keyboard_alone(visit):
    """From the first page to the result, without a pointer."""
    ayu = visit()
    page = ayu.page
    ayu.open()
    tab_to(page, say("start", "start"))
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.question")).to_have_attribute("data-at", "0")
    # Digits answer; the arrow keys go over the points as in any group, and Enter confirms.
    page.keyboard.press("3")
    expect(page.locator("fieldset.question")).to_have_attribute("data-at", "1")
    tab_to_selector(page, "fieldset.question input")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.question")).to_have_attribute("data-at", "2")
    page.keyboard.press("Backspace")
    expect(page.locator("fieldset.question")).to_have_attribute("data-at", "1")
    page.keyboard.press("4")
    for at in range(2, 60):
        expect(page.locator("fieldset.question")).to_have_attribute("data-at", str(at))
        page.keyboard.press(str(at * 3 % 7 + 1))
    tab_to(page, say("quiz-end", "finish"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#/result"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator(".big-type")).to_be_visible()
    tab_to(page, say("guest-keep", "sign_up"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#/sign-up"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    tab_to_selector(page, "input[name=front_name]")
    page.keyboard.type("Ayu")
    tab_to_selector(page, "input[type=email]")
    page.keyboard.type("ayu@example.com")
    tab_to_selector(page, "input[type=password]")
    page.keyboard.type(PASSWORD)
    tab_to_selector(page, "input[name=along]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#/result"))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator(".big-type")).to_be_visible()


def tab_to(page, text):
    """Presses Tab until the control with this text has the focus, and sees that it shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == text:
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{text} doesn't show its focus"
            return
    raise AssertionError(f"Tab never comes to {text}")


def tab_to_selector(page, selector):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_the_printed_link_makes_the_first_administrator(visit, server):
    boss = visit(width=360)
    boss.expect("400")
    boss.page.goto(f"{server.url}/setup#{server.set_up_key}")
    expect(boss.page.get_by_role("heading", level=1)).to_have_text(say("setup", "title"))
    boss.shot("setup")
    fill(boss, "setup", "email", "boss@example.com")
    boss.page.locator("input[type=password]").fill(PASSWORD)
    press(boss, "setup", "submit")
    expect(boss.page.get_by_role("heading", level=1)).to_have_text(say("setup", "done"))
    assert server.set_up_key not in boss.page.url
    again = visit(width=360)
    again.expect("400")
    again.page.goto(f"{server.url}/setup#{server.set_up_key}")
    fill(again, "setup", "email", "other@example.com")
    again.page.locator("input[type=password]").fill(PASSWORD)
    press(again, "setup", "submit")
    expect(again.page.get_by_text(say("setup", "used"))).to_be_visible()
    boss.page.get_by_role("link", name=say("setup", "sign_in")).click()
    fill(boss, "sign-in", "name", "boss@example.com")
    boss.page.locator("input[type=password]").fill(PASSWORD)
    press(boss, "sign-in", "submit")
    expect(boss.page.get_by_role("link", name=say("main", "admin"), exact=True)).to_be_visible()


def test_pasted_script_is_text_wherever_it_is_pasted(visit, server):
    """Each field that people fill in, looked at on each screen that shows it."""
    nasty = "<img src=x onerror=hit()>"
    ayu = visit()
    ayu.sign_up("ayu@example.com", first=nasty)
    ayu.call("PUT", "/app/account", {"last_name": nasty})
    texts = ("pronouns", "occupation", "home_address", "country", "county", "description")
    ayu.call("PUT", "/app/card", {field: nasty for field in texts})
    ayu.call("POST", "/app/results", {"answers": ANSWERS})
    ayu.call("POST", "/api/v1/posts", {"title": nasty, "content": nasty})
    ayu.call("POST", "/api/v1/posts/1/comments", {"content": nasty})
    ayu.call("POST", "/api/v1/reminders", {
        "title": nasty, "description": nasty, "reminder_time": "2100-01-01T00:00:00Z"})
    share = ayu.call("POST", "/app/shares", {"result": 1, "days": 1})
    server.user("role", "ayu@example.com", "admin")
    ayu.page.reload()
    for screen in ("/", "/profile", "/account", "/result", "/community", "/posts/1", "/reminders", "/admin",
                   "/admin/users", f"/shared/{share['key']}"):
        ayu.go(screen)
        expect(ayu.page.locator("main [aria-busy=true]")).to_have_count(0)
        if screen not in ("/account", "/result", "/admin"):
            expect(ayu.page.get_by_text(nasty).first).to_be_visible()
        assert ayu.page.locator("img[src=x]").count() == 0, screen
    ayu.go("/result")
    press(ayu, "result", "share")
    expect(ayu.page.locator("svg").first).to_be_visible()
    assert ayu.page.locator("img[src=x]").count() == 0


def test_passwords_are_judged_while_they_are_typed(visit):
    ayu = visit()
    ayu.open("/sign-up")
    password = ayu.page.locator("input[type=password]")
    told = ayu.page.locator(".strength")
    password.fill("password")
    expect(told).to_contain_text(say("strength", "0"))
    password.fill("correct horse battery staple")
    expect(told).to_contain_text(say("strength", "4"))
