#!/usr/bin/env python3
"""What Python's statistics say of two made-up sets of answers, for the program's tests to compare with.

    python3 -m venv /tmp/firststep-statistics
    /tmp/firststep-statistics/bin/pip install -r model/requirements-statistics.txt
    /tmp/firststep-statistics/bin/python model/statistics_reference.py

It writes statistics.json: the answers, and what scipy, pingouin and statsmodels make of them. Where these have no
function, the formula stands here, over people one by one, where the program counts. src/services/statistics/
reference_tests.rs reads the file. Some seconds.
"""

import json
import os
import warnings
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pingouin as pg  # noqa: E402
from scipy import stats  # noqa: E402
from simulator import STATISTICS, Simulator, stream  # noqa: E402
from statsmodels.multivariate.factor import Factor  # noqa: E402
from statsmodels.stats.contingency_tables import StratifiedTable  # noqa: E402
from statsmodels.stats.multitest import multipletests  # noqa: E402
from statsmodels.stats.proportion import proportion_confint  # noqa: E402
from statsmodels.tools.sm_exceptions import ConvergenceWarning  # noqa: E402

HERE = Path(__file__).resolve().parent
GROUPS = 50
STRATUM = 10


def alpha(x):
    """Cronbach's alpha with Feldt's range. pingouin rounds the range, so its ends are made here and compared."""
    frame = pd.DataFrame(x)
    value, rounded = pg.cronbach_alpha(frame, nan_policy="listwise", ci=0.95)
    n, k = x.shape
    f = stats.f.ppf([0.975, 0.025], n - 1, (n - 1) * (k - 1))
    ends = 1 - (1 - value) * f
    assert np.allclose(ends, rounded, atol=6e-4), (ends, rounded)
    return [value, *ends]


def omega(x):
    """One factor by maximum likelihood; its share of the sum's observed variance."""
    deviations = x.std(0, ddof=1)
    with warnings.catch_warnings():
        # It says that it didn't converge, because the gradient can't get as small as it is asked to.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = Factor(endog=None, corr=np.corrcoef(x.T), n_factor=1, nobs=len(x), method="ml").fit(
            opt={"gtol": 1e-10, "maxiter": 2000}, tol=1e-12
        )
    common = (found.loadings[:, 0] * deviations).sum()
    return common**2 / np.cov(x.T).sum()


def omega_range(x, value, people):
    """A jackknife; people are dealt into groups by the number under which they came."""
    gap = np.log(1 - np.array([omega(x[people % GROUPS != g]) for g in range(GROUPS)]))
    error = np.sqrt((GROUPS - 1) / GROUPS * ((gap - gap.mean()) ** 2).sum())
    half = stats.t.ppf(0.975, GROUPS - 1) * error
    return [1 - np.exp(np.log(1 - value) + half), 1 - np.exp(np.log(1 - value) - half)]


def strata(levels, side):
    """Neighbouring sums, put together until there are STRATUM people of either language."""
    of, held, at = {}, np.zeros(2, int), 0
    for level in range(levels.max() + 1):
        held += [((levels == level) & (side == s)).sum() for s in (0, 1)]
        of[level] = at
        if (held >= STRATUM).all():
            held, at = np.zeros(2, int), at + 1
    last = max(at - 1, 0)
    return np.array([min(of[level], last) for level in levels])


def difference(x, levels, side):
    """Mantel (1963), and the standardised mean difference (Dorans and Schmitt, 1991)."""
    stratum = strata(levels, side)
    found = expected = variance = steps = weight = 0.0
    tables = []
    for at in np.unique(stratum):
        here = stratum == at
        first, second = x[here & (side == 0)], x[here & (side == 1)]
        both = x[here]
        if len(first) == 0 or len(second) == 0:
            continue
        found += second.sum()
        expected += len(second) * both.mean()
        variance += len(first) * len(second) / len(both) * both.var(ddof=1)
        steps += len(second) * (second.mean() - first.mean())
        weight += len(second)
        tables.append([[(g == v).sum() for v in (x.max(), x.min())] for g in (second, first)])
    chi_square = (found - expected) ** 2 / variance
    if len(np.unique(x)) == 2:
        theirs = StratifiedTable([np.array(t, float) for t in tables]).test_null_odds(correction=False)
        assert np.isclose(theirs.statistic, chi_square), (theirs.statistic, chi_square)
    return [steps / weight, steps / weight / x.std(ddof=1), chi_square, stats.chi2.sf(chi_square, 1)]


def scale_figures(keyed, people):
    k = keyed.shape[1]
    score = keyed.mean(1)
    value, low, high = alpha(keyed)
    whole = omega(keyed)
    figures = {
        "n": len(keyed),
        "mean": score.mean(),
        "spread": score.std(ddof=1),
        "alpha": [value, low, high],
        "omega": [whole, *omega_range(keyed, whole, people)],
        "error": score.std(ddof=1) * np.sqrt(1 - value),
        "median": np.median(score),
        "deciles": np.quantile(keyed.sum(1), np.arange(1, 10) / 10, method="inverted_cdf") / k,
        "item_rest": [],
        "alpha_without": [],
    }
    for at in range(k):
        rest = np.delete(keyed, at, axis=1)
        figures["item_rest"].append(pair(keyed[:, at], rest.sum(1)))
        figures["alpha_without"].append(alpha(rest)[0])
    return figures


def statement_figures(x, lowest, highest):
    """Of answers that were given: nan is none."""
    of = [col[~np.isnan(col)] for col in x.T]
    wilson = lambda some, n: proportion_confint(some, n, alpha=0.05, method="wilson")  # noqa: E731
    return {
        "omitted": [len(x) - len(col) for col in of],
        "mean": [col.mean() for col in of],
        "spread": [col.std(ddof=1) for col in of],
        "floor": [[(col == lowest).mean(), *wilson((col == lowest).sum(), len(col))] for col in of],
        "ceiling": [(col == highest).mean() for col in of],
    }


def measured(name, x, keys, lowest, highest, side=None):
    """All figures of answers (nan: omitted); keys are (scale, sign)."""
    scales = []
    for scale in range(max(k[0] for k in keys) + 1):
        members = [at for at, key in enumerate(keys) if key[0] == scale]
        signs = np.array([keys[at][1] for at in members])
        raw = x[:, members]
        whole = ~np.isnan(raw).any(1)
        keyed = np.where(signs > 0, raw, lowest + highest - raw)[whole]
        figures = scale_figures(keyed, np.flatnonzero(whole))
        if side is not None:
            levels = (keyed - lowest).sum(1).astype(int)
            figures["language"] = [difference(raw[whole][:, at], levels, side[whole]) for at in range(len(members))]
        scales.append({"members": members, **figures})
    if side is not None:
        chances = np.concatenate([[row[3] for row in one["language"]] for one in scales])
        corrected = multipletests(chances, method="holm")[1]
        for one in scales:
            one["corrected"], corrected = corrected[: len(one["members"])], corrected[len(one["members"]) :]
    rows = ["".join("." if np.isnan(v) else str(int(v - lowest + 1)) for v in row) for row in x]
    return {
        "name": name, "lowest": lowest, "highest": highest, "keys": keys, "rows": rows,
        "sides": None if side is None else "".join(map(str, side)),
        "statements": statement_figures(x, lowest, highest), "scales": scales,
    }


def sixty():
    """The sixty of the questionnaire, in two languages; four statements behave otherwise in the second."""
    sim = Simulator(json.loads((HERE / "item_parameters.json").read_text()))
    rng = stream(STATISTICS)
    word = sim.wording(rng, 1)
    who = sim.people(rng, 320, wording=word)
    first = sim.answers(rng, who).astype(float)
    side = rng.integers(0, 2, len(first))
    for at, shift in ((4, 1), (21, -1), (38, 2), (59, -1)):
        first[side == 1, at] = np.clip(first[side == 1, at] + shift, -3, 3)
    keys = [[int(d), int(s)] for d, s in zip(sim.dichotomy, sim.sign)]
    told = measured("sixty", first, keys, -3, 3, side)
    again = {key: value if key == "wording" else value[:60] for key, value in who.items()}
    r = sim.rec["retest_trait_r"]
    again["theta"] = (r * again["theta"] + np.sqrt(1 - r * r) * sim.traits(rng, 60)).astype(np.float32)
    second = sim.answers(rng, again).astype(float)
    told["again"] = ["".join(str(int(v + 4)) for v in row) for row in second]
    told["retest"] = []
    sides = []
    for scale in range(4):
        members = [at for at, key in enumerate(keys) if key[0] == scale]
        signs = np.array([keys[at][1] for at in members])
        one, two = (first[:60, members] * signs).sum(1), (second[:, members] * signs).sum(1)
        found = stats.pearsonr(one, two)
        same = np.sign(one) == np.sign(two)
        sides.append(same)
        told["retest"].append([found.statistic, *found.confidence_interval(0.95), same.mean()])
    told["all_sides"] = np.all(sides, axis=0).mean()
    sums = np.stack([np.where(np.array(keys)[:, 0] == s, first * np.array(keys)[:, 1], 0).sum(1) for s in range(4)])
    told["between"] = [[a, b, *pair(sums[a], sums[b])] for a in range(4) for b in range(a)]
    return told


def pair(one, other):
    found = stats.pearsonr(one, other)
    return [found.statistic, *found.confidence_interval(0.95)]


def others():
    """Two scales of five answers, some omitted; the last statement has two answers, to compare with Mantel and Haenszel."""
    rng = stream(STATISTICS, 1)
    n, keys = 240, [[0, 1], [1, 1], [0, -1], [0, 1], [1, -1], [1, 1], [0, 1], [1, 1], [0, -1], [0, 1], [1, -1], [0, 1]]
    traits = rng.standard_normal((n, 2)) @ np.linalg.cholesky([[1, 0.3], [0.3, 1]]).T
    x = np.empty((n, len(keys)))
    for at, (scale, sign) in enumerate(keys):
        loading = 0.4 + 0.04 * at
        latent = sign * loading * traits[:, scale] + np.sqrt(1 - loading**2) * rng.standard_normal(n)
        x[:, at] = np.clip(np.round(latent * 1.2 + 3), 1, 5)
    side = rng.integers(0, 2, n)
    x[:, 11] = np.where(x[:, 11] + side > 3, 5, 1)
    x[rng.random(x.shape) < 0.01] = np.nan
    return measured("others", x, keys, 1, 5, side)


def distributions():
    cases = [(0.025, 9, 126), (0.975, 29, 406), (0.5, 3, 4), (0.975, 319, 4466), (0.025, 99_999, 1_399_986)]
    return {
        "f": [[*case, stats.f.ppf(*case)] for case in cases],
        "t": [[df, stats.t.ppf(0.975, df)] for df in (1, 2, 9, 49, 1000)],
        "chi": [[x, stats.chi2.sf(x, 1)] for x in (1e-6, 0.1, 1, 2.9, 3.1, 3.841, 10, 40, 700)],
    }


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))


def main():
    told = {"sets": [sixty(), others()], **distributions()}
    text = json.dumps(told, default=plain, separators=(",", ":"))
    (HERE / "statistics.json").write_text(text.replace("},{", "},\n{").replace('","', '",\n"') + "\n")


if __name__ == "__main__":
    main()
