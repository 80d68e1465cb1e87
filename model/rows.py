"""The rows of `firststep export --what research --format csv` of which a model can be made."""

import csv
import hashlib
import json
from collections import Counter

import numpy as np

QUESTIONS = [f"q{at:02}" for at in range(1, 61)]
NEEDED = {"person", "sitting", "room", "language", "questionnaire", "reliable", *QUESTIONS}
# How many digits of a file's hash stand in the export.
HASH = 12


class Unfit(Exception):
    """Why no model is made: a sentence for whoever asked for it."""


def check_key(questions, items):
    """The network and the simulation know a statement by its place: other texts do, another key doesn't."""
    try:
        statements = json.loads(questions.read_text())["statements"]
        found = [(one["dichotomy"], one["key"], one["facet"]) for one in statements]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unfit(f"{questions} can't be read as statements with a key: {error!r}.") from error
    if found != [(one["dichotomy"], one["sign"], one["facet"]) for one in items]:
        raise Unfit(
            f"{questions} has another key than model/item_parameters.json. The network knows each statement by "
            "its place: its pair, its key and its facet have to stay."
        )
    return hashlib.sha256(questions.read_bytes()).hexdigest()


class Rows:
    """One set of answers for each person, and how many were left out for what."""

    def __init__(self, path, questionnaire):
        found = list(read(path))
        mine = [row for row in found if row["questionnaire"] == questionnaire[:HASH]]
        sound = [row for row in mine if row["reliable"] == "1"]
        # Whoever answers again knows what came of it. Whoever has no account is somebody else each time.
        first = {}
        for at, row in enumerate(sorted(sound, key=lambda row: int(row["sitting"] or 1))):
            first.setdefault(row["person"] or at, row)
        kept = list(first.values())
        self.left_out = {
            "to other statements": len(found) - len(mine),
            "not reliable": len(mine) - len(sound),
            "given again by somebody who is counted": len(sound) - len(kept),
        }
        self.languages = Counter(row["language"] or "not told" for row in kept)
        self.rooms = {row["room"] for row in kept if row["room"]}
        self.answers = np.array([given(path, row) for row in kept], np.int8).reshape(-1, 60)


def read(path):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = NEEDED - set(reader.fieldnames or [])
            if missing:
                raise Unfit(
                    f"{path} is no `firststep export --what research --format csv`: it has no column {min(missing)}."
                )
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unfit(f"{path} can't be read: {error}.") from error


def given(path, row):
    try:
        answers = [int(row[name]) for name in QUESTIONS]
    except (TypeError, ValueError) as error:
        raise Unfit(f"{path} has an answer that is no whole number: {error}.") from error
    if min(answers) < -3 or max(answers) > 3:
        raise Unfit(f"{path} has an answer outside of -3 to 3.")
    return answers
