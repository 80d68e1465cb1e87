"""The list of the page's defects fits the page: each can be made, and the test that must see it is there."""

import pathlib
import re
import tomllib

from words import APP

HERE = pathlib.Path(__file__).parent


def test_each_defect_can_be_made_and_has_its_test():
    listed = tomllib.loads((HERE / "mutants" / "list.toml").read_text())["mutant"]
    assert len({one["what"] for one in listed}) == len(listed)
    for one in listed:
        assert one["old"] != one["new"]
        assert (APP.parent / one["file"]).read_text().count(one["old"]) == 1, one["what"]
        file, name = one["test"].split("::")
        assert re.search(rf"^def {name}\(", (HERE / file).read_text(), re.M), one["test"]
