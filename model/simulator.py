"""People who are made up, and what they answer: what the model is trained on and measured with.

Every random number comes from SEED and a stream for each use, so that everything drawn here is drawn
again the same.
"""

import numpy as np

SEED = 20_260_060

# One stream of random numbers for each use, so that no two uses share a person or an item draw.
(TRAIN, CALIBRATION, TEST, RETEST, WORDING, ODD, FLIPS, WEIGHTS, TIES, EVIDENCE, STATISTICS, OWN) = range(
    12
)

LETTERS = ("EI", "SN", "TF", "JP")
LABELS = "ESTJ ENTJ ESFJ ENFJ ISTJ ISFJ INTJ INFJ ESTP ESFP ENTP ENFP ISTP ISFP INTP INFP".split()
# The order is the documented one of the first backend. It is a table, no sum of bits: N and F
# change places after the first four. SECOND[k, d] is 1 if class k has the second letter of
# dichotomy d (I, N, F, P).
SECOND = np.array([[lab[d] == LETTERS[d][1] for d in range(4)] for lab in LABELS], dtype=np.int64)
OPPOSITE = np.array([np.flatnonzero((SECOND != row).all(1))[0] for row in SECOND])
assert set(OPPOSITE[:8]) == set(range(8, 16))  # the network's mirror needs this
TYPE_OF = np.empty((2, 2, 2, 2), dtype=np.int64)  # from the four second-letter flags to the class
TYPE_OF[tuple(SECOND.T)] = np.arange(16)


def to_class(second):
    """The class of each row of four flags (I, N, F, P)."""
    return TYPE_OF[tuple(second.astype(np.int64).T)]


def stream(use, part=0):
    """A random generator of its own for each use and part."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence([SEED, use, part])))


class Simulator:
    """Draws people and lets them answer, by the graded response model in item_parameters.json.

    A person agrees with a statement through y* = s (lam theta + phi facet) + g acq + e, which has
    variance 1; the answer is how many of six cut points y* passes, less 3. theta holds the four
    traits, facet what is particular to three statements of one kind, acq the inclination to agree
    with anything. The cut points lie at the statement's location plus and minus three half widths;
    a person's response style stretches or squeezes the widths. lam, location and width are drawn
    anew for each person, because nobody has answered our wording yet.
    """

    def __init__(self, parameters):
        rec = parameters["recommended"]
        items = parameters["key"]["items"]
        assert [it["position"] for it in items] == list(range(1, 61))
        self.rec = rec
        self.mix = parameters["careless_mix"]
        self.dichotomy = np.array([LETTERS.index(it["dichotomy"]) for it in items])
        self.sign = np.array([it["sign"] for it in items])
        self.facet = self.dichotomy * 5 + np.array([it["facet"] for it in items])
        # Traits are E, N, F, J: agreeing with an S or T statement speaks against N or F.
        assert parameters["trait_order"] == ["E", "N", "F", "J"]
        self.trait_is_first = np.array([1, -1, -1, 1])
        self.direction = (self.sign * self.trait_is_first[self.dichotomy]).astype(np.float32)
        correlation = np.array(parameters["trait_correlations"]["recommended"])
        self.root = np.linalg.cholesky(correlation).T.astype(np.float32)
        self.lam_mean = np.array([rec["lam_mean"][name] for name in LETTERS], np.float32)
        half = rec["half_widths"]
        self.cuts = np.array([-half[2], -half[1], -half[0], *half], np.float32)

    def traits(self, rng, n):
        return rng.standard_normal((n, 4), np.float32) @ self.root

    def wording(self, rng, n):
        """Item parameters for n questionnaires: loading, location, log width of 60 statements."""
        rec = self.rec
        lam = self.lam_mean[self.dichotomy] + np.float32(rec["lam_sd"]) * rng.standard_normal(
            (n, 60), np.float32
        )
        location = np.float32(rec["location_mean"]) + np.float32(
            rec["location_sd"]
        ) * rng.standard_normal((n, 60), np.float32)
        width = np.float32(rec["half_width_sd_log"]) * rng.standard_normal((n, 60), np.float32)
        return {"lam": np.clip(lam, *rec["lam_clip"]), "location": location, "log_width": width}

    def people(self, rng, n, wording=None):
        """n people, each with a wording of their own unless one is given."""
        return {
            "theta": self.traits(rng, n),
            "facet": rng.standard_normal((n, 20), np.float32),
            "acq": rng.standard_normal((n, 1), np.float32),
            "style": rng.standard_normal((n, 1), np.float32),
            "careless": rng.random(n) < self.rec["careless"],
            "wording": wording if wording is not None else self.wording(rng, n),
        }

    def types(self, theta):
        """The latent type: the signs of the four traits."""
        return to_class(theta * self.trait_is_first <= 0)

    def answers(self, rng, who):
        """One sitting: 60 whole numbers from -3 to 3 for each person. Only e is drawn anew."""
        rec, word = self.rec, who["wording"]
        lam, phi, g = word["lam"], np.float32(rec["phi"]), np.float32(rec["g"])
        n = len(who["theta"])
        trait = who["theta"][:, self.dichotomy]
        y = self.direction * (lam * trait + phi * who["facet"][:, self.facet])
        y += g * who["acq"]
        y += np.sqrt(1 - lam * lam - phi * phi - g * g) * rng.standard_normal((n, 60), np.float32)
        y -= word["location"]
        y *= np.exp(-np.float32(rec["ers"]) * who["style"] - word["log_width"])
        x = np.full((n, 60), -3, np.int8)
        for cut in self.cuts:
            x += y > cut
        # The careless answer without reading: at random with a taste of their own, or all the same.
        for i in np.flatnonzero(who["careless"]):
            if rng.random() < self.mix["straight_line"]:
                x[i] = rng.integers(-3, 4)
            else:
                x[i] = rng.choice(7, 60, p=rng.dirichlet(np.ones(7))) - 3
        return x

    def sums(self, x):
        """The plain key: what speaks for the first letter of each dichotomy, added up."""
        keyed = x.astype(np.int64) * self.sign
        return np.stack([keyed[:, self.dichotomy == d].sum(1) for d in range(4)], axis=1)


def simulate(sim, use, n, part=0):
    rng = stream(use, part)
    who = sim.people(rng, n)
    return sim.answers(rng, who), sim.types(who["theta"]), who
