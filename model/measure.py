"""How well probabilities of types do: what train.py and own_answers.py measure and write down alike."""

import json
import os
import re
import tempfile

import numpy as np
from simulator import LETTERS, SECOND, to_class

BINS = 15


def log_loss(logits, y, temperature):
    z = logits.astype(np.float64) / temperature
    z -= z.max(1, keepdims=True)
    return float((np.log(np.exp(z).sum(1)) - z[np.arange(len(y)), y]).mean())


def best_temperature(logits, y):
    """The one number that all logits are divided by for the smallest log loss, by golden section."""
    low, high, gold = 0.5, 2.0, (np.sqrt(5) - 1) / 2
    for _ in range(24):
        a, b = high - gold * (high - low), low + gold * (high - low)
        if log_loss(logits, y, a) < log_loss(logits, y, b):
            high = b
        else:
            low = a
    return round((low + high) / 2, 4)


def bins(confidence, right):
    """Expected calibration error: 15 equally wide bins, |share right - mean confidence| weighted
    by how many fall into each."""
    where = np.minimum((confidence * BINS).astype(int), BINS - 1)
    rows, error = [], 0.0
    for b in range(BINS):
        inside = where == b
        if inside.any():
            share, mean = right[inside].mean(), confidence[inside].mean()
            error += inside.mean() * abs(share - mean)
            rows.append([int(inside.sum()), float(mean), float(share)])
    return float(error), rows


def agreement(guess, truth):
    wrong = (SECOND[guess] != SECOND[truth]).sum(1)
    letters = (SECOND[guess] == SECOND[truth]).mean(0)
    return {
        "all_four_letters": float((wrong == 0).mean()),
        "letters": dict(zip(LETTERS, letters.tolist())),
        "mean_letter": float(letters.mean()),
        "at_most_one_letter_wrong": float((wrong <= 1).mean()),
    }


def with_probabilities(p, truth):
    p = p.astype(np.float64)
    guess, top = p.argmax(1), p.max(1)
    error, rows = bins(top, guess == truth)
    second = p @ SECOND
    sure = np.maximum(second, 1 - second)
    letter_right = (second > 0.5) == SECOND[truth]
    top2 = (np.argsort(p, axis=1)[:, -2:] == truth[:, None]).any(1)
    picked = np.clip(p[np.arange(len(truth)), truth], 1e-12, 1)
    return {
        **agreement(guess, truth),
        "among_the_two_likeliest": float(top2.mean()),
        "mean_top_probability": float(top.mean()),
        "expected_calibration_error": error,
        "calibration_bins_count_confidence_accuracy": rows,
        "letter_calibration_error": float(
            np.mean([bins(sure[:, d], letter_right[:, d])[0] for d in range(4)])
        ),
        "log_loss": float(-np.log(picked).mean()),
    }


def fit_logistic(s, y):
    """Newton's method for P(second letter) = sigmoid(a + b s): the key made into probabilities."""
    design = np.stack([np.ones(len(s)), s / 10], axis=1)
    beta = np.zeros(2)
    for _ in range(20):
        p = 1 / (1 + np.exp(-design @ beta))
        beta += np.linalg.solve((design.T * (p * (1 - p))) @ design, design.T @ (y - p))
    return beta


def key_probabilities(betas, s):
    second = np.stack(
        [1 / (1 + np.exp(-(b[0] + b[1] * s[:, d] / 10))) for d, b in enumerate(betas)], axis=1
    )
    return np.prod(np.where(SECOND[None] == 1, second[:, None], 1 - second[:, None]), axis=2)


def key_guess(sums, rng):
    """The plain sum decides; an even sum (0) is decided by a coin."""
    coin = rng.random(sums.shape) < 0.5
    return to_class((sums < 0) | ((sums == 0) & coin))


def rounded(value):
    if isinstance(value, float):
        return round(value, 9 if abs(value) < 1e-3 else 5)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return value


def as_json(report):
    """Indented, with lists of numbers on one line."""
    text = json.dumps(rounded(report), indent=2, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda m: " ".join(m[0].split()), text) + "\n"


def put(path, data):
    """Write beside, then rename: a file is there whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        part.write(data)
    os.chmod(part.name, 0o644)
    os.replace(part.name, path)
