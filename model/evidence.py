#!/usr/bin/env python3
"""Finds and checks what the program says beside a type: how far answers can be relied on, and how far a
result may move when somebody answers again.

    python3 -m venv /tmp/firststep-check
    /tmp/firststep-check/bin/pip install -r model/requirements-check.txt
    /tmp/firststep-check/bin/python model/evidence.py

It simulates people (simulator.py), fits a few constants to some of them, measures these with others, and
writes evidence.json. The program has the constants in src/domain/reliability.rs and src/domain/interval.rs;
a test compares. About two minutes.
"""

import json
import os
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np  # noqa: E402
from ai_edge_litert.interpreter import Interpreter  # noqa: E402
from key import LONGEST_PERIOD, Key  # noqa: E402
from measure import bins  # noqa: E402
from simulator import EVIDENCE, LETTERS, SECOND, Simulator, stream  # noqa: E402

HERE = Path(__file__).resolve().parent
PEOPLE = 200_000
CARELESS = 50_000
# Of single wordings: so many, and so many people each. Of fewer the calibration error is mostly chance.
WORDINGS, PEOPLE_EACH = 100, 10_000
# The share of a normal distribution within these many standard deviations is 80 %.
NORMAL_80 = 1.2815515655446004
# Under this chance the page calls a letter nearly a tie.
TIE = 0.7
# Whoever reads the statements is to be called unreliable this rarely.
FALSE_ALARMS = 0.05


class Model:
    """The weights of the TFLite file: many sheets at once."""

    def __init__(self):
        run = Interpreter(model_path=str(HERE / "personality.tflite"), num_threads=1)
        run.allocate_tensors()
        dense = [op for op in run._get_ops_details() if op["op_name"] == "FULLY_CONNECTED"]
        pairs = [[run.get_tensor(at) for at in op["inputs"][1:3]] for op in dense]
        self.layers = [(w.astype(np.float64), b.astype(np.float64)) for w, b in pairs]

    def probabilities(self, x):
        h = x.astype(np.float64)
        for w, b in self.layers[:-1]:
            h = np.maximum(h @ w.T + b, 0)
        z = h @ self.layers[-1][0].T + self.layers[-1][1]
        p = np.exp(z - z.max(1, keepdims=True))
        return p / p.sum(1, keepdims=True)

    def logits(self, x):
        """The logit of each pair's first pole."""
        first = np.clip(self.probabilities(x) @ (1 - SECOND), 1e-7, 1 - 1e-7)
        return np.log(first / (1 - first))


# ------------------------------------------------------------------------------ careless answers


def attentive(sim, rng, n):
    who = sim.people(rng, n)
    who["careless"][:] = False
    return who


def patterns(rng, n):
    """Cycles of 2 to 12 values, one answer in twenty elsewhere; and blocks of 5 to 12 equal ones."""
    sheets = []
    for _ in range(n // 2):
        cycle = np.resize(rng.integers(-3, 4, rng.integers(2, 13)), 60)
        sheets.append(np.where(rng.random(60) < 0.05, rng.integers(-3, 4, 60), cycle))
        sheets.append(np.resize(np.repeat(rng.integers(-3, 4, 12), rng.integers(5, 13)), 60))
    return np.array(sheets)


def careless(sim, rng, n):
    half = sim.answers(rng, attentive(sim, rng, n))
    half[:, 30:] = rng.integers(-3, 4, (n, 30))
    tastes = [rng.choice(7, 60, p=rng.dirichlet(np.ones(7))) - 3 for _ in range(n)]
    return {
        "uniform": rng.integers(-3, 4, (n, 60)),
        "own_taste": np.array(tastes),
        "second_half_at_random": half,
        "middle_only": rng.integers(-1, 2, (n, 60)),
        "ends_only": rng.choice([-3, 3], (n, 60)),
        "patterns": patterns(rng, n),
    }


def fit_logistic(f, y, weight):
    a, b = np.column_stack([np.ones(len(f)), f]), np.zeros(2)
    for _ in range(40):
        p = 1 / (1 + np.exp(-a @ b))
        b += np.linalg.solve((a * (weight * p * (1 - p))[:, None]).T @ a, a.T @ (weight * (y - p)))
    return b


def auc(good, bad):
    rank = np.concatenate([good, bad]).argsort().argsort() + 1
    return (rank[: len(good)].sum() - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad))


def reliability(sim, key, model):
    rng = stream(EVIDENCE, 0)
    good = np.sqrt(np.maximum(key.explained(sim.answers(rng, attentive(sim, rng, PEOPLE))), 0))
    # Patterns are caught by their repetition: what is fitted here is the rest.
    kinds = careless(sim, rng, CARELESS)
    kinds.pop("patterns")
    bad = np.concatenate([np.sqrt(np.maximum(key.explained(x), 0)) for x in kinds.values()])
    y = np.concatenate([np.ones(len(good)), np.zeros(len(bad))])
    weight = np.where(y == 1, 1 / len(good), 1 / len(bad)) * len(good)
    intercept, slope = np.round(fit_logistic(np.concatenate([good, bad]), y, weight), 2)

    def index(x):
        root = np.sqrt(np.maximum(key.explained(x), 0))
        return 1 / (1 + np.exp(-(intercept + slope * root)))

    threshold = np.round(np.quantile(1 / (1 + np.exp(-(intercept + slope * good))), FALSE_ALARMS), 2)
    repeats = 0.65

    # From here on people that nothing was fitted to.
    rng = stream(EVIDENCE, 1)
    who = attentive(sim, rng, PEOPLE)
    x, truth = sim.answers(rng, who), sim.types(who["theta"])
    mine, named = index(x), model.probabilities(x).argmax(1)
    right = named == truth

    def caught(x):
        return (index(x) < threshold) | (key.repetition(x) >= repeats)

    bands = [0, threshold, 0.5, 0.8, 0.95, 1]
    yea = dict(who, acq=np.full_like(who["acq"], 2.5), style=np.full_like(who["style"], -1.5))
    return {
        "index": {"intercept": intercept, "slope": slope, "threshold": threshold},
        "repetition": {"longest_period": LONGEST_PERIOD, "from": repeats},
        "attentive_called_unreliable": caught(x).mean(),
        "attentive_repetition_highest_of_1000": np.quantile(key.repetition(x), 0.999),
        "strong_yea_sayers_called_unreliable": caught(sim.answers(rng, yea)).mean(),
        "careless": {
            name: {"auc": auc(mine, index(sheets)), "called_unreliable": caught(sheets).mean()}
            for name, sheets in careless(sim, rng, CARELESS).items()
        },
        "attentive_all_four_letters_right_by_index": [
            {"from": a, "to": b, "people": int(m.sum()), "right": right[m].mean()}
            for a, b in zip(bands, bands[1:])
            if (m := (mine >= a) & (mine <= b)).any()
        ],
    }


# --------------------------------------------------------------------------------------- retest


def sittings(sim, part, r):
    """The same attentive people twice; the traits correlate r with before."""
    rng = stream(EVIDENCE, part)
    who = attentive(sim, rng, PEOPLE)
    first = sim.answers(rng, who)
    drift = np.float32(np.sqrt(1 - r * r)) * sim.traits(rng, PEOPLE)
    later = dict(who, theta=np.float32(r) * who["theta"] + drift)
    return first, sim.answers(rng, later)


def columns(first, variance):
    spread = np.repeat(variance[:, None], 4, axis=1).ravel()
    return np.column_stack([np.ones(spread.size), spread, (first**2).ravel()])


def fit_variance(first, second, variance):
    """The second value is slope times the first, give or take the root of a + b v + c first^2; v is the
    residual variance of the answers. Weighted least squares of the squared errors."""
    slope = (first * second).sum() / (first * first).sum()
    squared = ((second - slope * first) ** 2).ravel()
    a = columns(first, variance)
    fit = np.linalg.lstsq(a, squared, rcond=None)[0]
    for _ in range(6):
        w = 1 / np.maximum(a @ fit, 0.02) ** 2
        fit = np.linalg.solve((a * w[:, None]).T @ a, (a * w[:, None]).T @ squared)
    return [round(float(one), 4) for one in (slope, *fit)]


def coverage(first, second, variance, fit):
    slope, *rest = fit
    half = NORMAL_80 * np.sqrt(np.maximum(columns(first, variance) @ rest, 0.01)).reshape(first.shape)
    low = np.minimum(slope * first - half, first)
    high = np.maximum(slope * first + half, first)
    inside = (second >= low) & (second <= high)
    size, spread = np.abs(first), np.repeat(variance[:, None], 4, axis=1)

    def by(what):
        fifths = np.digitize(what, np.quantile(what, [0.2, 0.4, 0.6, 0.8]))
        return [inside[fifths == at].mean() for at in range(5)]

    return {
        "all": inside.mean(),
        "by_letter": inside.mean(0).tolist(),
        "by_size_in_fifths": by(size),
        "by_residual_variance_in_fifths": by(spread),
    }


def intervals(sim, key, model):
    r = sim.rec["retest_trait_r"]
    first, second = sittings(sim, 2, r)
    variance = key.residual_variance(first)
    strength = fit_variance(key.strengths(first), key.strengths(second), variance)
    logit = fit_variance(model.logits(first), model.logits(second), variance)
    report = {"level": 0.8, "strength": strength, "logit": logit}
    for part, name, again in ((3, "traits_correlate_0.93", r), (4, "traits_unchanged", 1.0)):
        first, second = sittings(sim, part, again)
        variance = key.residual_variance(first)
        report[name] = {
            "strength": coverage(key.strengths(first), key.strengths(second), variance, strength),
            "logit": coverage(model.logits(first), model.logits(second), variance, logit),
            "answers_move_by": float((second - first).std()),
        }
    return report


def words(sim, key, model, fit):
    """How often a letter is the other one some weeks later, by the word that the page has for it (static/app/bars.js)."""
    first, second = sittings(sim, 3, sim.rec["retest_trait_r"])
    before, after = model.logits(first), model.logits(second)
    slope, *rest = fit
    half = NORMAL_80 * np.sqrt(columns(before, key.residual_variance(first)) @ rest).reshape(before.shape)
    tie = 1 / (1 + np.exp(-np.abs(before))) < TIE
    clear = ~tie & (slope * np.abs(before) - half > 0)
    changed = np.sign(before) != np.sign(after)
    of = lambda these: {"letters": these.mean(), "another_later": changed[these].mean()}  # noqa: E731
    return {"clear": of(clear), "fairly_clear": of(~tie & ~clear), "nearly_a_tie": of(tie)}


# ----------------------------------------------------------------------------------- one wording


def scales(sim, first, second):
    """Cronbach's alpha of each scale, its standard error of measurement, and the correlation of both times."""
    found = []
    for axis in range(4):
        members = np.flatnonzero(sim.dichotomy == axis)
        one, other = ((x[:, members] * sim.sign[members]).astype(np.float64) for x in (first, second))
        k, spread = len(members), one.mean(1).std(ddof=1)
        alpha = k / (k - 1) * (1 - one.var(0, ddof=1).sum() / one.sum(1).var(ddof=1))
        again = np.corrcoef(one.sum(1), other.sum(1))[0, 1]
        found.append([alpha, spread * np.sqrt(1 - alpha), again])
    return np.array(found).T.ravel()


def of_one_wording(sim, key, model, fits, at):
    """The same for people who all read the same statements, as real ones do."""
    rng = stream(EVIDENCE, 100 + at)
    word = {name: np.repeat(one, PEOPLE_EACH, 0) for name, one in sim.wording(rng, 1).items()}
    who = sim.people(rng, PEOPLE_EACH, word)
    who["careless"][:] = False
    first, truth = sim.answers(rng, who), SECOND[sim.types(who["theta"])]
    r = sim.rec["retest_trait_r"]
    drift = np.float32(np.sqrt(1 - r * r)) * sim.traits(rng, PEOPLE_EACH)
    second = sim.answers(rng, dict(who, theta=np.float32(r) * who["theta"] + drift))
    chance = model.probabilities(first) @ SECOND
    sure, right = np.maximum(chance, 1 - chance), (chance > 0.5) == truth
    variance = key.residual_variance(first)
    inside = [
        coverage(of(first), of(second), variance, fit)["all"]
        for of, fit in ((key.strengths, fits["strength"]), (model.logits, fits["logit"]))
    ]
    error = np.mean([bins(sure[:, axis], right[:, axis])[0] for axis in range(4)])
    off = np.abs(chance.mean(0) - truth.mean(0)).max()
    return [right.mean(), error, off, *inside, *scales(sim, first, second)]


def one_wording(sim, key, model, fits):
    found = np.array([of_one_wording(sim, key, model, fits, at) for at in range(WORDINGS)])
    names = ["letters_right", "letter_calibration_error", "farthest_letter_off", "strength", "logit"]
    names += [f"{figure}_{pair}" for figure in ("alpha", "standard_error", "retest") for pair in LETTERS]
    return {
        "wordings": WORDINGS,
        "people_each": PEOPLE_EACH,
        **{
            name: {"mean": values.mean(), "5_to_95_percent": np.percentile(values, [5, 95]).tolist()}
            for name, values in zip(names, found.T)
        },
        "a_letter_off_by_more_than_0.1": (found[:, 2] > 0.1).mean(),
    }


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(float(value), 4) if isinstance(value, (float, np.floating)) else value


def main():
    sim = Simulator(json.loads((HERE / "item_parameters.json").read_text()))
    key, model = Key(sim), Model()
    report = {
        "people": PEOPLE,
        "reliability": reliability(sim, key, model),
        "intervals": (fits := intervals(sim, key, model)),
        "words": words(sim, key, model, fits["logit"]),
        "one_wording": one_wording(sim, key, model, fits),
    }
    (HERE / "evidence.json").write_text(json.dumps(rounded(report), indent=2) + "\n")


if __name__ == "__main__":
    main()
