"""Lists that grow while they are read."""

from playwright.sync_api import expect
from words import word


def test_what_moved_down_meanwhile_is_not_shown_twice(visit):
    ayu = visit()
    ayu.sign_up("ayu@example.com")
    for number in range(25):
        ayu.call("POST", "/api/v1/posts", {"title": f"Post {number}", "content": "Hello."})
    ayu.go("/community")
    titles = ayu.page.get_by_role("heading", name="Post ")
    expect(titles).to_have_count(20)
    ayu.call("POST", "/api/v1/posts", {"title": "Post 25", "content": "Written meanwhile."})
    ayu.page.get_by_role("button", name=word("more", "more", "en"), exact=True).click()
    expect(ayu.page.get_by_role("heading", name="Post 0", exact=True)).to_be_visible()
    assert titles.all_text_contents() == [f"Post {number}" for number in reversed(range(25))]
