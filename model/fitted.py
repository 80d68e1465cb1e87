"""The simulation's numbers, fitted to answers that people gave: the method of simulated moments.

The simulator draws people who answer with the numbers as they stand; each number has a figure of the answers that it
moves most (a statement's location its mean, its loading its correlation with the rest of its scale, and so on), and
is moved until the simulated people's figure is that of the real ones. What is left open by so few people is drawn anew
for each simulated person, as the simulator does it for statements that nobody has answered yet.
"""

import numpy as np
from key import Key
from simulator import LETTERS, OWN, Simulator, stream

ROUNDS = 30
# As src/domain/reliability.rs marks answers.
INTERCEPT, SLOPE, LEAST = -6.25, 16.35, 0.16
REPEATS, RUN = 0.65, 10
# So many simulated people share one draw of the statements' numbers.
TOGETHER = 64
PAIRS = [(a, b) for b in range(4) for a in range(b)]


class Fitted(Simulator):
    """The simulator with each statement's numbers its own; `spread` is how uncertain these are."""

    def __init__(self, parameters):
        super().__init__(parameters)
        self.rec = dict(self.rec)
        one = np.ones(60, np.float32)
        self.lam = self.lam_mean[self.dichotomy] * one
        self.location = np.float32(self.rec["location_mean"]) * one
        self.log_width = 0 * one
        self.between = np.array(parameters["trait_correlations"]["recommended"])
        self.spread = {"lam": 0.0, "location": 0.0, "log_width": 0.0}
        # Where on each trait answers are as much for one letter as for the other.
        self.middle = np.zeros(4, np.float32)

    def wording(self, rng, n):
        draws = -(-n // TOGETHER)

        def draw(name):
            drawn = getattr(self, name) + np.float32(self.spread[name]) * rng.standard_normal((draws, 60), np.float32)
            return np.repeat(drawn, TOGETHER, axis=0)[:n]

        return {
            "lam": np.clip(draw("lam"), 0.05, self._most()),
            "location": draw("location"),
            "log_width": draw("log_width"),
        }

    def _most(self):
        return np.sqrt(0.95 - self.rec["phi"] ** 2 - self.rec["g"] ** 2)

    def types(self, theta):
        return super().types(theta - self.middle)

    def set_between(self, correlations):
        """Correlations of the traits, made such that there can be."""
        values, vectors = np.linalg.eigh(correlations)
        whole = vectors @ np.diag(np.maximum(values, 0.05)) @ vectors.T
        deviations = np.sqrt(np.diag(whole))
        self.between = whole / np.outer(deviations, deviations)
        self.root = np.linalg.cholesky(self.between).T.astype(np.float32)

    def find_middle(self, part):
        """A letter stays the side of the middle of the answers, whoever answered: no median of these people."""
        grid = np.repeat(np.linspace(-3, 3, 25, dtype=np.float32), 400)
        key = Key(self)
        for axis in range(4):
            rng = stream(OWN, part)
            who = self.people(rng, len(grid))
            who["careless"][:] = False
            who["theta"][:, axis] = grid * self.trait_is_first[axis]
            strengths = key.strengths(self.answers(rng, who))[:, axis].reshape(25, 400).mean(1)
            crossing = np.interp(0, np.maximum.accumulate(strengths), grid[::400])
            self.middle[axis] = crossing * self.trait_is_first[axis]


def reliable(key, x):
    """Whether the server would mark such answers as reliable, but for a flat profile."""
    index = 1 / (1 + np.exp(-(INTERCEPT + SLOPE * np.sqrt(np.maximum(key.explained(x), 0)))))
    run = longest = np.ones(len(x), int)
    for at in range(1, 60):
        run = np.where(x[:, at] == x[:, at - 1], run + 1, 1)
        longest = np.maximum(longest, run)
    return (index >= LEAST) & (key.repetition(x) < REPEATS) & (longest < RUN)


def moments(sim, x):
    """The figures of answers that the numbers are fitted to."""
    keyed = x * sim.sign.astype(np.float64)
    spread = np.maximum(x.std(0), 0.05)
    covariance = np.cov(keyed.T)
    deviations = np.maximum(np.sqrt(np.diag(covariance)), 1e-6)
    correlations = covariance / np.outer(deviations, deviations)
    rest = np.zeros(60)
    of_facet, of_scale = [], []
    for axis in range(4):
        members = np.flatnonzero(sim.dichotomy == axis)
        inside = covariance[np.ix_(members, members)]
        with_rest = inside.sum(1) - np.diag(inside)
        variance = inside.sum() - 2 * inside.sum(1) + np.diag(inside)
        rest[members] = with_rest / np.sqrt(np.maximum(np.diag(inside) * variance, 1e-9))
        same = sim.facet[members][:, None] == sim.facet[members][None]
        apart = ~np.eye(len(members), dtype=bool)
        within = correlations[np.ix_(members, members)]
        of_facet.append(within[same & apart].mean())
        of_scale.append(within[~same].mean())
    sums = np.stack([keyed[:, sim.dichotomy == axis].sum(1) for axis in range(4)])
    balanced = [
        (x[:, (sim.dichotomy == a) & (sim.sign > 0)].mean(1) + x[:, (sim.dichotomy == a) & (sim.sign < 0)].mean(1)) / 2
        for a in range(4)
    ]
    return {
        "mean": x.mean(0),
        "spread": spread,
        "rest": rest,
        "facet": np.mean(of_facet) - np.mean(of_scale),
        "agreeing": np.mean(balanced, axis=0).var() / (spread**2).mean(),
        "style": np.log(np.maximum(x.std(1), 0.2)).std(),
        "neutral": max((x == 0).mean(), 1e-3),
        "ends": max((np.abs(x) == 3).mean(), 1e-3),
        "between": np.corrcoef(sums),
    }


def step(sim, found, now):
    """Moves each number towards where its own figure is the real people's."""
    rec = sim.rec
    sim.location += np.float32(0.8) * ((now["mean"] - found["mean"]) / found["spread"]).astype(np.float32)
    sim.log_width += (np.log(now["spread"] / found["spread"])).astype(np.float32)
    np.clip(sim.log_width, -1.5, 1.5, out=sim.log_width)
    sim.lam += np.float32(0.9) * (found["rest"] - now["rest"]).astype(np.float32)
    rec["phi"] = root(rec["phi"] ** 2 + found["facet"] - now["facet"], 0.4)
    rec["g"] = root(rec["g"] ** 2 + found["agreeing"] - now["agreeing"], 0.3)
    rec["ers"] = float(np.clip(rec["ers"] + 1.2 * (found["style"] - now["style"]), 0, 0.9))
    np.clip(sim.lam, 0.05, sim._most(), out=sim.lam)
    half = rec["half_widths"]
    low = half[0] * np.exp(0.8 * np.log(found["neutral"] / now["neutral"]))
    high = half[2] - 0.8 * half[1] * np.log(found["ends"] / now["ends"])
    half = [min(max(low, 0.03), half[1] - 0.05), half[1], min(max(high, half[1] + 0.05), 3.0)]
    rec["half_widths"] = [float(one) for one in half]
    sim.cuts = np.array([-half[2], -half[1], -half[0], *half], np.float32)
    sides = np.outer(sim.trait_is_first, sim.trait_is_first)
    moved = sim.between + sides * (found["between"] - now["between"])
    np.clip(moved, -0.95, 0.95, out=moved)
    np.fill_diagonal(moved, 1)
    sim.set_between(moved)


def root(square, most):
    return float(np.sqrt(np.clip(square, 0, most)))


def fit(parameters, x, crowd):
    """The simulator whose reliable people (of a crowd of so many) answer as these do; and how far off they still are."""
    sim = Fitted(parameters)
    key = Key(sim)
    found = moments(sim, x)
    for _ in range(ROUNDS):
        # The same draws each time: what moves is what the numbers move.
        rng = stream(OWN, 0)
        drawn = sim.answers(rng, sim.people(rng, crowd))
        now = moments(sim, drawn[reliable(key, drawn)])
        step(sim, found, now)
    apart = {name: float(np.abs(found[name] - now[name]).max()) for name in ("mean", "spread", "rest", "between")}
    sim.find_middle(1)
    return sim, apart


def uncertainty(fits):
    """How far each kind of number lies from where many more people would have it: a jackknife over the folds."""
    count = len(fits)
    found = {}
    for name in ("lam", "location", "log_width"):
        numbers = np.stack([getattr(one, name) for one in fits])
        found[name] = float(np.sqrt((count - 1) * numbers.var(0).mean()))
    return found


def told(sim):
    """The fitted numbers, to be written down."""
    of = lambda values: [round(float(one), 4) for one in values]  # noqa: E731
    return {
        "loading": of(sim.lam),
        "location": of(sim.location),
        "log_width": of(sim.log_width),
        "standard_errors": {name: round(one, 4) for name, one in sim.spread.items()},
        "phi": sim.rec["phi"],
        "g": sim.rec["g"],
        "ers": sim.rec["ers"],
        "half_widths": sim.rec["half_widths"],
        "trait_correlations": [of(row) for row in sim.between],
        "trait_order": ["E", "N", "F", "J"],
        "middle": of(sim.middle),
        "pairs": list(LETTERS),
    }
