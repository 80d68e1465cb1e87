"""axe-core's rules on a page as it stands."""

from axe_playwright_python.base import AXE_SCRIPT


def violations(page, without=()):
    """What breaks a rule, with the element's beginning; the script is read once a document, not once a look.

    `without`: selectors of what isn't looked into, as where others' scripts draw.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate("""async (exclude) => {
        const { violations } = await axe.run(exclude.length ? { exclude } : document);
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html.slice(0, 200)]));
    }""", list(without))
