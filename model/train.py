#!/usr/bin/env python3
"""Train FirstStep's personality model: one command does everything.

    python3 -m venv /tmp/firststep-train
    /tmp/firststep-train/bin/pip install -r model/requirements.txt
    /tmp/firststep-train/bin/python model/train.py

It reads item_parameters.json beside this file, simulates people who answer the 60 statements,
trains a small dense network on them, calibrates it, writes personality.tflite, measures that very
file on people it has never seen and writes metrics.json. Nothing is written unless every check in
`verify` passes. `--out DIR` writes both files somewhere else, to compare with the ones here.

    model/train.py --from research.csv --period "March to May 2027" --out own

makes a model of real answers instead, from `firststep export --what research --format csv`: own_answers.py.

Deterministic: every random number comes from SEED, training runs on one CPU thread, so the same
machine with the same pinned packages writes the same bytes. Another kind of processor may round
differently in the last bit; then the bytes differ and the figures should agree to two decimals.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# One thread and no processor-specific kernels where they can be switched off: same bytes again.
os.environ.update(
    CUDA_VISIBLE_DEVICES="-1",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    TF_CPP_MIN_LOG_LEVEL="2",
    TF_ENABLE_ONEDNN_OPTS="0",
)

if __name__ == "__main__" and any(word.split("=")[0] == "--from" for word in sys.argv[1:]):
    # Answers of one's own: the network is there already and learns on, without TensorFlow.
    import own_answers

    sys.exit(own_answers.main())

import ai_edge_litert  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from litert import Model, check_file, letter_probabilities  # noqa: E402
from measure import (  # noqa: E402
    agreement,
    as_json,
    best_temperature,
    fit_logistic,
    key_guess,
    key_probabilities,
    put,
    with_probabilities,
)
from simulator import (  # noqa: E402
    CALIBRATION,
    FLIPS,
    LABELS,
    LETTERS,
    ODD,
    OPPOSITE,
    RETEST,
    SECOND,
    SEED,
    TEST,
    TIES,
    TRAIN,
    WEIGHTS,
    WORDING,
    Simulator,
    simulate,
    stream,
)

HERE = Path(__file__).resolve().parent

# How much is simulated. Training people are used once: every step sees people never seen before.
CHUNK = 131_072
TRAIN_CHUNKS = 160
BATCH = 1_024
CALIBRATION_PEOPLE = 400_000
TEST_PEOPLE = 200_000
RETEST_PEOPLE = 100_000
QUESTIONNAIRES, PEOPLE_PER_QUESTIONNAIRE = 200, 1_000
ODD_SHEETS = 20_000
FLIP_SHEETS = 20_000
NUDGE_PEOPLE = 2_000

HIDDEN = 64
LEARNING_RATE = 2e-3

# The request in the documentation of the first backend; its answer is class 7, INFJ.
DOCUMENTED = np.array(
    [0, 0, 1, 2, -1, 2, 1, 0, 1, 0, 0, 0, 3, 1, -1, 0, 0, 2, -1, 2, 0, 0, 0, 0, 3, 1, -2, 0, -3, -1]
    + [1, 0, -1, 0, -1, 3, 1, 2, 0, 1, 1, -2, -1, -1, -1, 0, 0, 0, -1, -1, 0, 1, 0, 0, 2, 0, 0, 1]
    + [2, 1]
)


# --------------------------------------------------------------------------------- the network


class MirrorDense(keras.layers.Layer):
    """A dense layer whose units come in mirrored pairs.

    Turning every answer round (x to -x) exchanges the two halves of each layer and so exchanges
    each class with the one of the four opposite letters. The symmetry is built in, not learnt.
    `full()` gives the kernel and bias of the plain dense layer that does the same.
    """

    def __init__(self, units, rng, place, activation=None):
        super().__init__()
        self.half, self.rng, self.place = units // 2, rng, place
        self.activation = keras.activations.get(activation)

    def build(self, shape):
        rows = shape[-1]
        scale = np.sqrt((2 if self.place != "last" else 1) / rows)
        start = self.rng.standard_normal((rows, self.half)) * scale
        self.w = self.add_weight(shape=start.shape, initializer="zeros", name="w")
        self.b = self.add_weight(shape=(self.half,), initializer="zeros", name="b")
        self.w.assign(start.astype(np.float32))
        if self.place != "last":
            # Not zero: a bias of zeros would be dropped by the converter (see `write`).
            self.b.assign(np.full(self.half, 0.05, np.float32))

    def full(self):
        w, b = self.w, self.b
        if self.place == "first":
            mirrored = -w
        else:
            n = w.shape[0] // 2
            mirrored = tf.concat([w[n:], w[:n]], axis=0)
        if self.place == "last":
            mirrored = tf.gather(mirrored, OPPOSITE[8:], axis=1)
            return tf.concat([w, mirrored], axis=1), tf.concat([b, tf.gather(b, OPPOSITE[8:])], 0)
        return tf.concat([w, mirrored], axis=1), tf.concat([b, b], axis=0)

    def call(self, x):
        w, b = self.full()
        return self.activation(x @ w + b)


INPUT_SCALE = 0.5  # the network learns on x / 2; `dense_weights` folds it into the first layer


def train(sim):
    rng = stream(WEIGHTS)
    layers = [
        MirrorDense(HIDDEN, rng, "first", "relu"),
        MirrorDense(HIDDEN, rng, "middle", "relu"),
        MirrorDense(16, rng, "last"),
    ]
    net = keras.Sequential([keras.Input((60,)), *layers])
    steps = CHUNK // BATCH
    total = steps * TRAIN_CHUNKS
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, total - 500, warmup_target=LEARNING_RATE, warmup_steps=500
    )
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(net.trainable_variables)

    @tf.function
    def learn(x, y):
        loss_sum = 0.0
        for i in tf.range(steps):
            xb = tf.cast(x[i * BATCH : (i + 1) * BATCH], tf.float32) * INPUT_SCALE
            yb = y[i * BATCH : (i + 1) * BATCH]
            with tf.GradientTape() as tape:
                logits = net(xb, training=True)
                loss = tf.reduce_mean(
                    tf.nn.sparse_softmax_cross_entropy_with_logits(labels=yb, logits=logits)
                )
            grads = tape.gradient(loss, net.trainable_variables)
            optimizer.apply_gradients(zip(grads, net.trainable_variables))
            loss_sum += loss
        return loss_sum / tf.cast(steps, tf.float32)

    def chunk(i):
        x, y, _ = simulate(sim, TRAIN, CHUNK, i)
        return x, y

    with ThreadPoolExecutor(1) as pool:  # the next people are drawn while these are learnt from
        ahead = pool.submit(chunk, 0)
        for i in range(TRAIN_CHUNKS):
            x, y = ahead.result()
            if i + 1 < TRAIN_CHUNKS:
                ahead = pool.submit(chunk, i + 1)
            loss = float(learn(x, y))
            if (i + 1) % 10 == 0:
                print(f"  {(i + 1) * CHUNK:>10,} people, loss {loss:.4f}", flush=True)
    return [[np.asarray(t, np.float32) for t in layer.full()] for layer in layers]


def forward(weights, x):
    h = x.astype(np.float32) * np.float32(INPUT_SCALE)
    for w, b in weights[:-1]:
        h = np.maximum(h @ w + b, 0)
    return h @ weights[-1][0] + weights[-1][1]


def calibrate(weights, sim):
    """One temperature for the last layer, found on people used for nothing else."""
    x, y, _ = simulate(sim, CALIBRATION, CALIBRATION_PEOPLE)
    return best_temperature(forward(weights, x), y), x, y


def dense_weights(weights, temperature):
    """The plain layers of the file: input scale in the first, temperature in the last."""
    (w1, b1), (w2, b2), (w3, b3) = weights
    t = np.float32(temperature)
    return [(w1 * np.float32(INPUT_SCALE), b1), (w2, b2), (w3 / t, b3 / t)]


def convert(weights):
    """The TFLite file: float32, three dense layers and a softmax, input [1, 60], output [1, 16]."""
    for i, (_, b) in enumerate(weights):
        # The converter drops a bias that is all zeros, and tract can't load a layer without one.
        assert np.abs(b).max() > 1e-4, f"the bias of layer {i + 1} is zero"

    @tf.function(input_signature=[tf.TensorSpec((1, 60), tf.float32, name="answers")])
    def predict(answers):
        h = answers
        for w, b in weights[:-1]:
            h = tf.nn.relu(tf.matmul(h, tf.constant(w)) + tf.constant(b))
        w, b = weights[-1]
        return {"probabilities": tf.nn.softmax(tf.matmul(h, tf.constant(w)) + tf.constant(b))}

    holder = tf.Module(name="personality")
    holder.predict = predict
    concrete = predict.get_concrete_function()
    return tf.lite.TFLiteConverter.from_concrete_functions([concrete], holder).convert()


# -------------------------------------------------------------------------------- verification


def verify(data, sim):
    """Every promise the tests rely on; returns what was checked, raises if one is broken."""
    names = check_file(data)
    model = Model(data)

    variant = DOCUMENTED.copy()
    variant[[3, 12]] = -2, -3
    only = [DOCUMENTED.copy() for _ in range(2)]
    only[0][3], only[1][12] = -2, -3
    documented = model([DOCUMENTED, variant, *only])
    assert (documented.argmax(1) == 7).all(), documented

    # Sheets that agree with everything keyed to the poles of a type, in two manners: the statements
    # of the opposite pole refused as strongly, or left at 0.
    corner_min, pole_min = 1.0, 1.0
    for strength in (1, 2, 3):
        for k in range(16):
            toward = np.where(SECOND[k] == 1, -1, 1)[sim.dichotomy] * sim.sign
            for sheet in (toward, np.maximum(toward, 0)):
                p = model([sheet * strength])[0]
                assert p.argmax() == k, (LABELS[k], strength, p)
                corner_min = min(corner_min, float(p[k]))
        for d in range(4):
            for second in (0, 1):
                toward = np.where(sim.dichotomy == d, sim.sign * (1 - 2 * second), 0)
                for sheet in (toward, np.maximum(toward, 0)):
                    p = model([sheet * strength])
                    assert SECOND[p[0].argmax(), d] == second, (LETTERS[d], second, strength, p)
                    share = letter_probabilities(p)[0, d]
                    pole_min = min(pole_min, float(share if second else 1 - share))

    # Turning every answer round: random sheets and simulated people.
    sheets = np.concatenate(
        [
            stream(FLIPS).integers(-3, 4, (FLIP_SHEETS // 2, 60)),
            simulate(sim, FLIPS, FLIP_SHEETS // 2, 1)[0],
        ]
    )
    plus, minus = model(sheets), model(-sheets)
    flip_difference = float(np.abs(plus - minus[:, OPPOSITE]).max())
    assert flip_difference < 1e-5, flip_difference
    best = np.sort(plus, axis=1)
    clear = best[:, -1] - best[:, -2] > 1e-5
    assert (plus.argmax(1) == OPPOSITE[minus.argmax(1)])[clear].all()

    sum_error = float(np.abs(plus.astype(np.float64).sum(1) - 1).max())
    assert sum_error < 1e-5, sum_error
    return {
        "operators": names,
        "documented_class": int(documented[0].argmax()),
        "documented_probability": float(documented[0, 7]),
        "documented_second_letter_probabilities": letter_probabilities(documented)[0].tolist(),
        "variant_class": int(documented[1].argmax()),
        "variant_probability": float(documented[1, 7]),
        "corners_lowest_probability": corner_min,
        "one_dichotomy_lowest_letter_probability": pole_min,
        "flip_sheets": len(sheets),
        "flip_ties_left_out": int((~clear).sum()),
        "flip_largest_difference": flip_difference,
        "probability_sum_largest_error": sum_error,
    }


# ---------------------------------------------------------------------------------- measuring


def longest_run(x):
    best = run = np.ones(len(x), int)
    for i in range(1, x.shape[1]):
        run = np.where(x[:, i] == x[:, i - 1], run + 1, 1)
        best = np.maximum(best, run)
    return best


def describe(p):
    top = p.max(1)
    return {
        "sheets": len(p),
        "mean_top_probability": float(top.mean()),
        "share_top_at_least_half": float((top >= 0.5).mean()),
        "share_flat_below_0.15": float((top < 0.15).mean()),
    }


def retest(model, sim, r, part):
    """The same people answer twice. Statements, facets, styles and carelessness stay; what is
    momentary (e) is drawn anew, and the traits move so that they correlate r with before."""
    rng = stream(RETEST, part)
    who = sim.people(rng, RETEST_PEOPLE)
    p1 = model(sim.answers(rng, who))
    later = dict(who)
    drift = np.float32(np.sqrt(1 - r * r))
    later["theta"] = np.float32(r) * who["theta"] + drift * sim.traits(rng, RETEST_PEOPLE)
    p2 = model(sim.answers(rng, later))
    first, second = p1.argmax(1), p2.argmax(1)
    top, same = p1.max(1), first == second
    careful = ~who["careless"]
    return {
        "everyone": agreement(first, second),
        "attentive": agreement(first[careful], second[careful]),
        "same_type_if_top_at_least_0.8": float(same[top >= 0.8].mean()),
        "same_type_if_top_below_0.4": float(same[top < 0.4].mean()),
    }


def one_wording(model, sim):
    """What one fixed wording would give: many questionnaires, each with people of its own."""
    four, key = [], []
    for q in range(QUESTIONNAIRES):
        rng = stream(WORDING, q)
        word = {
            k: np.repeat(v, PEOPLE_PER_QUESTIONNAIRE, 0) for k, v in sim.wording(rng, 1).items()
        }
        who = sim.people(rng, PEOPLE_PER_QUESTIONNAIRE, word)
        x, y = sim.answers(rng, who), sim.types(who["theta"])
        four.append((model(x).argmax(1) == y).mean())
        key.append((key_guess(sim.sums(x), rng) == y).mean())
    return {
        "questionnaires": QUESTIONNAIRES,
        "people_each": PEOPLE_PER_QUESTIONNAIRE,
        "all_four_letters_mean": float(np.mean(four)),
        "all_four_letters_5_to_95_percent": np.percentile(four, [5, 95]).tolist(),
        "plain_sum_all_four_letters_mean": float(np.mean(key)),
    }


def odd_answers(model, sim):
    rng = stream(ODD)
    same = {}
    for value in range(-3, 4):
        p = model([np.full(60, value)])
        same[str(value)] = {
            "class": LABELS[int(p[0].argmax())],
            "top_probability": float(p[0].max()),
            "second_letter_probabilities": dict(zip(LETTERS, letter_probabilities(p)[0].tolist())),
        }
    runs = np.empty((ODD_SHEETS, 60), np.int64)
    for sheet in runs:  # runs of 10 to 20 of one value until the sheet is full
        at = 0
        while at < 60:
            n = rng.integers(10, 21)
            sheet[at : at + n] = rng.integers(-3, 4)
            at += n
    return {
        "all_the_same": same,
        "long_runs": describe(model(runs)),
        "random_uniform": describe(model(rng.integers(-3, 4, (ODD_SHEETS, 60)))),
        "random_middle": describe(model(rng.integers(-1, 2, (ODD_SHEETS, 60)))),
        "random_extreme": describe(model(rng.choice([-3, 3], (ODD_SHEETS, 60)))),
    }


def nudges(model, x, sim):
    """One answer moved one step toward a letter: how often its probability falls, and how far."""
    base = letter_probabilities(model(x))
    falls, worst, count = 0, 0.0, 0
    for i in range(60):
        moved = x.astype(np.int64)
        moved[:, i] -= sim.sign[i]  # one step toward the second letter
        inside = np.abs(moved[:, i]) <= 3
        d = sim.dichotomy[i]
        change = letter_probabilities(model(moved[inside]))[:, d] - base[inside, d]
        falls += int((change < -1e-6).sum())
        worst = min(worst, float(change.min()))
        count += int(inside.sum())
    return {"steps": count, "share_wrong_way": falls / count, "largest_wrong_way": abs(worst)}


def measure(data, sim, calibration):
    model = Model(data)
    x, y, who = simulate(sim, TEST, TEST_PEOPLE)
    p = model(x)
    guess = p.argmax(1)
    careful = ~who["careless"]

    s = sim.sums(x)
    key = key_guess(s, stream(TIES))
    xc, yc = calibration
    sc = sim.sums(xc)
    betas = [fit_logistic(sc[:, d].astype(float), SECOND[yc, d]) for d in range(4)]
    key_p = key_probabilities(betas, s.astype(float))

    wins, losses = int(((guess == y) & (key != y)).sum()), int(((guess != y) & (key == y)).sum())
    distance = np.abs(who["theta"]).min(1)
    edges = [0, 0.1, 0.25, 0.5, 1, 9]
    by_distance = {}
    for low, high in zip(edges, edges[1:]):
        inside = careful & (distance >= low) & (distance < high)
        by_distance[f"{low} to {high}" if high < 9 else f"over {low}"] = {
            "share_of_people": float(inside.sum() / careful.sum()),
            "all_four_letters": float((guess == y)[inside].mean()),
        }
    run = longest_run(x)
    flagged = (run >= 10) | (p.max(1) < 0.15)
    return {
        "held_out": {
            "people": TEST_PEOPLE,
            "attentive_people": int(careful.sum()),
            "standard_error_all_four_letters": float(
                np.sqrt((guess == y).mean() * (1 - (guess == y).mean()) / len(y))
            ),
            "model": {
                "everyone": with_probabilities(p, y),
                "attentive": with_probabilities(p[careful], y[careful]),
            },
            "plain_sum": {
                "everyone": agreement(key, y),
                "attentive": agreement(key[careful], y[careful]),
            },
            "plain_sum_logistic": {
                "everyone": with_probabilities(key_p, y),
                "attentive": with_probabilities(key_p[careful], y[careful]),
            },
            "model_right_sum_wrong": wins,
            "sum_right_model_wrong": losses,
            "same_answer_as_plain_sum": float((guess == key).mean()),
            "attentive_by_smallest_distance_from_a_cut": by_distance,
            "predicted_type_shares": dict(
                zip(LABELS, (np.bincount(guess, minlength=16) / len(y)).tolist())
            ),
            "simulated_type_shares": dict(
                zip(LABELS, (np.bincount(y, minlength=16) / len(y)).tolist())
            ),
            "marked_unreliable": {
                "rule": "a run of ten or more equal answers, or a top probability under 0.15",
                "attentive": float(flagged[careful].mean()),
                "attentive_by_a_run": float((run >= 10)[careful].mean()),
                "careless": float(flagged[~careful].mean()),
            },
        },
        "fixed_wording": one_wording(model, sim),
        "retest": {
            "people": RETEST_PEOPLE,
            "traits_unchanged": retest(model, sim, 1.0, 0),
            "traits_correlate_0.93": retest(model, sim, sim.rec["retest_trait_r"], 1),
        },
        "odd_answers": odd_answers(model, sim),
        "one_step_toward_a_letter": nudges(model, x[careful][:NUDGE_PEOPLE], sim),
    }


# ---------------------------------------------------------------------------------------- main


def main():
    parser = argparse.ArgumentParser(description="Train, check and measure personality.tflite.")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write (default: here)")
    parser.add_argument("--from", metavar="FILE", help="an export of real answers instead of simulated ones")
    out = parser.parse_args().out

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(SEED)

    source = (HERE / "item_parameters.json").read_bytes()
    sim = Simulator(json.loads(source))

    print(f"training on {TRAIN_CHUNKS * CHUNK:,} simulated people, each seen once", flush=True)
    weights = train(sim)
    temperature, xc, yc = calibrate(weights, sim)
    print(f"calibrating on {CALIBRATION_PEOPLE:,} others: temperature {temperature}", flush=True)
    data = convert(dense_weights(weights, temperature))
    checks = verify(data, sim)
    print(f"checks passed; measuring on {TEST_PEOPLE:,} others", flush=True)
    report = {
        "model": {
            "file": "personality.tflite",
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "layers": "60-64-64-16, ReLU, softmax, float32",
            "labels": LABELS,
        },
        "training": {
            "seed": SEED,
            "people": TRAIN_CHUNKS * CHUNK,
            "passes": 1,
            "batch": BATCH,
            "steps": TRAIN_CHUNKS * (CHUNK // BATCH),
            "calibration_people": CALIBRATION_PEOPLE,
            "temperature": temperature,
            "item_parameters_sha256": hashlib.sha256(source).hexdigest(),
        },
        "versions": {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "tensorflow": tf.__version__,
            "keras": keras.__version__,
            "numpy": np.__version__,
            "ai-edge-litert": ai_edge_litert.__version__,
        },
        "checks": checks,
        **measure(data, sim, (xc, yc)),
    }
    out.mkdir(parents=True, exist_ok=True)
    put(out / "personality.tflite", data)
    put(out / "metrics.json", as_json(report).encode())
    best = report["held_out"]["model"]["everyone"]
    print(
        f"{out / 'personality.tflite'}: {len(data):,} bytes, sha256 {report['model']['sha256']}\n"
        f"all four letters {best['all_four_letters']:.4f}, "
        f"calibration error {best['expected_calibration_error']:.4f}; the rest is in metrics.json"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
