"""The page's own words, read out of its modules: a test that says a sentence says the page's."""

import functools
import pathlib
import re

APP = pathlib.Path(__file__).resolve().parents[2] / "static" / "app"


@functools.cache
def table(module, lang):
    text = (APP / f"{module}.js").read_text()
    start = text.index("words({")
    end = text.index("\n});", start)
    text = text[start:end]
    indonesian, english = text.split("\n  en: {", 1)
    part = english if lang == "en" else indonesian.split("\n  id: {", 1)[1]
    return dict(re.findall(r'\b(\w+): "((?:[^"\\]|\\.)*)"', part))


def word(module, key, lang, **blanks):
    """`word("sign-up", "submit", "en")`; blanks are filled as the page fills them."""
    text = table(module, lang)[key]
    for name, value in blanks.items():
        text = text.replace("{" + name + "}", str(value))
    return text
