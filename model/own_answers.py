#!/usr/bin/env python3
"""A model of the answers that people of one's own server gave for research, with its card.

    firststep export --what research --format csv --to research.csv
    python3 -m venv /tmp/firststep-check
    /tmp/firststep-check/bin/pip install -r model/requirements-check.txt
    /tmp/firststep-check/bin/python model/train.py --from research.csv --period "March to May 2027" --out own
    firststep model check --model own/personality.tflite

It fits the simulation's numbers to the answers (fitted.py), lets the built-in network learn on with people who answer
as these do (network.py), asks people it wasn't made of what it is worth (held_out.py), and writes the model, its
numbers, its figures and its card. Nothing is written for fewer than 500 people whose result is reliable, nor of a
model that the server would refuse. No TensorFlow; some minutes.
"""

import argparse
import datetime
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from fitted import fit, told, uncertainty
from held_out import cross_validate, drawer
from litert import Model, check_file
from measure import agreement, as_json, best_temperature, key_guess, put, with_probabilities
from network import BATCH, Network
from own_card import card
from rows import Rows, Unfit, check_key
from simulator import LABELS, OWN, SECOND, simulate, stream

HERE = Path(__file__).resolve().parent
# Graded response models of fewer people are shaky: Reise and Yu (1990) recommend 500 at the least.
LEAST = 500
PEOPLE = 2_000_000
# The parts of the stream of random numbers; training takes those from 1,000 on.
CALIBRATION, TEST, TIES, TRAINING = 91, 92, 93, 1_000
MOST_TEST_PEOPLE = 100_000
# As src/model/pair.rs.
SLACK = 0.1


def arguments():
    parser = argparse.ArgumentParser(
        prog="train.py --from", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="rows", type=Path, required=True, metavar="FILE", help="the export")
    parser.add_argument(
        "--period", required=True, help="when the answers were given, in words: the export has no moment in it"
    )
    parser.add_argument("--who", default="", help="who they are, in words, for the card")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write")
    parser.add_argument(
        "--questions", type=Path, default=HERE.parent / "seed/questions.json", metavar="FILE", help="the statements"
    )
    parser.add_argument("--people", type=int, default=PEOPLE, help="simulated people to learn from (%(default)s)")
    return parser.parse_args()


def say(line):
    print(line, flush=True)


def check_pair(model, sim):
    """What `firststep model check` asks for; a sentence for what is wrong, or nothing."""
    for at, label in enumerate(LABELS):
        toward = np.where(SECOND[at] == 1, -1, 1)[sim.dichotomy] * sim.sign
        found = LABELS[model([toward * 3])[0].argmax()]
        if found != label:
            return f"whoever answers as the key has it for {label} would get {found}"
    before = model([np.zeros(60)])[0].astype(float) @ (1 - SECOND)
    for at in range(60):
        agreeing = np.zeros(60)
        agreeing[at] = 3
        moved = model([agreeing])[0].astype(float) @ (1 - SECOND) - before
        if np.abs(moved).max() - moved[sim.dichotomy[at]] * sim.sign[at] > SLACK:
            return f"agreeing with statement {at + 1} would speak for another letter than its key"
    return None


def learn(sim, data, people):
    """The built-in network, taught by people who answer as these do."""
    network = Network(data)
    network.learn(drawer(sim, TRAINING), people)
    x, y, _ = simulate(sim, OWN, min(people, MOST_TEST_PEOPLE), CALIBRATION)
    temperature = best_temperature(network.logits(x), y)
    network.cool(temperature)
    return network, temperature


def measured(sim, own, data, people):
    """Agreement with simulated people who answer as these do: of this model, the built-in one and the plain sum."""
    x, y, who = simulate(sim, OWN, min(people, MOST_TEST_PEOPLE), TEST)
    x, y = x[~who["careless"]], y[~who["careless"]]
    return {
        "people": len(x),
        "own": with_probabilities(own.probabilities(x), y),
        "built_in": with_probabilities(Network(data).probabilities(x), y),
        "plain_sum": agreement(key_guess(sim.sums(x), stream(OWN, TIES)), y),
    }


def make(options):
    parameters = json.loads((HERE / "item_parameters.json").read_text())
    questionnaire = check_key(options.questions, parameters["key"]["items"])
    if options.out.resolve() == HERE:
        raise Unfit("--out names the folder of the built-in model: it would be overwritten.")
    rows = Rows(options.rows, questionnaire)
    x = rows.answers
    if len(x) < LEAST:
        raise Unfit(
            f"{options.rows} has {len(x)} people with reliable answers to these statements; a model "
            f"needs {LEAST} at the least. Nothing is written."
        )
    data = (HERE / "personality.tflite").read_bytes()
    people = max(options.people, BATCH)
    say(f"{len(x):,} people; asking those left out in five folds")
    crowd = min(max(people // 20, 2_000), 10_000)
    fits, folds = cross_validate(parameters, data, x, max(people // 8, BATCH), crowd, say)
    sim, apart = fit(parameters, x, crowd)
    sim.spread = uncertainty(fits)
    say(f"fitted; learning from {people:,} simulated people who answer as these do")
    network, temperature = learn(sim, data, people)
    written = network.file()
    check_file(written)
    wrong = check_pair(Model(written), sim)
    if wrong:
        raise Unfit(f"The server would refuse this model: {wrong}. Nothing is written.")
    report = {
        "made": {
            "of": {"people": len(x), "period": options.period, "who": options.who},
            "left_out": rows.left_out,
            "languages": dict(rows.languages),
            "rooms": len(rows.rooms),
            "on": datetime.date.today().isoformat(),
            "questionnaire_sha256": questionnaire,
            "rows_sha256": hashlib.sha256(options.rows.read_bytes()).hexdigest(),
            "built_on_model_sha256": hashlib.sha256(data).hexdigest(),
            "simulated_people": people,
            "temperature": temperature,
        },
        "model": {"bytes": len(written), "sha256": hashlib.sha256(written).hexdigest(), "labels": LABELS},
        "held_out_people": folds,
        "simulated": measured(sim, network, data, people),
        "largest_distance_after_fitting": apart,
        "numbers": told(sim),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    put(options.out / "personality.tflite", written)
    put(options.out / "metrics.json", as_json(report).encode())
    put(options.out / "README.md", card(report).encode())
    return report


def main():
    options = arguments()
    try:
        report = make(options)
    except Unfit as error:
        print(f"train.py: {error}", file=sys.stderr)
        return 1
    own, stock = report["simulated"]["own"], report["simulated"]["built_in"]
    say(
        f"{options.out / 'personality.tflite'}: sha256 {report['model']['sha256']}\n"
        f"of simulated people who answer as these do, letters right {own['mean_letter']:.3f} (built-in model "
        f"{stock['mean_letter']:.3f}), calibration error of a letter {own['letter_calibration_error']:.3f} "
        f"({stock['letter_calibration_error']:.3f}); README.md beside it is its card"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
