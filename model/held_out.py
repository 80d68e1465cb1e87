"""What a model of real answers is worth, by people whom it wasn't made of: cross-validation in five folds.

Nobody knows anybody's true type. What real people can show is whether their own answers are foretold: one statement's
from the other fifty-nine, one half's letters from the other half's, a statement's mean from other people's.
"""

import numpy as np
from fitted import fit, moments, reliable
from key import Key
from network import Network
from simulator import OWN, Simulator, simulate, stream

FOLDS = 5


def drawer(sim, first):
    """People for `Network.learn`."""
    return lambda n, part: simulate(sim, OWN, n, first + part)[:2]


def auc(scores, is_first):
    """How often the higher score is that of somebody who leans to the first letter; of equal ones half."""
    good, bad = np.sort(scores[is_first]), np.sort(scores[~is_first])
    if not len(good) or not len(bad):
        return None
    below, upto = np.searchsorted(bad, good, "left"), np.searchsorted(bad, good, "right")
    return float((below + upto).mean() / 2 / len(bad))


def left_out(sim, x, score):
    """Each statement's direction from the other fifty-nine, as its pair's score tells it: the mean over statements."""
    found = []
    for at in range(60):
        without = x.copy()
        without[:, at] = 0
        keyed = x[:, at] * sim.sign[at]
        some = keyed != 0
        found.append(auc(score(without[some])[:, sim.dichotomy[at]], keyed[some] > 0))
    return float(np.mean([one for one in found if one is not None]))


def halves_agree(sim, x):
    """The share of letters that are the same by every other statement of a pair as by the rest; a tie is half one."""
    same = []
    for axis in range(4):
        members = np.flatnonzero(sim.dichotomy == axis)
        one, other = (
            np.sign((x[:, half] * sim.sign[half]).sum(1).astype(int)) for half in (members[::2], members[1::2])
        )
        same.append(np.where(one * other == 0, 0.5, one == other).mean())
    return float(np.mean(same))


def reliable_people(sim, crowd):
    """Those of a crowd whom the server would have called reliable."""
    rng = stream(OWN, 90)
    x = sim.answers(rng, sim.people(rng, crowd))
    return x[reliable(Key(sim), x)]


def distance(name, found, foretold):
    return float(np.sqrt(np.mean((found[name] - foretold[name]) ** 2)))


def one_fold(parameters, data, x, inside, people, crowd):
    """Fits and trains with the people inside, and looks at the others."""
    sim, _ = fit(parameters, x[inside], crowd)
    network = Network(data)
    network.learn(drawer(sim, 100), people)
    others, built_in, plain = x[~inside], Network(data), Key(sim)
    found = moments(sim, others)
    foretold, stock = reliable_people(sim, crowd), reliable_people(Simulator(parameters), crowd)
    with_own, with_stock = moments(sim, foretold), moments(sim, stock)
    return sim, {
        "left_out_auc": left_out(sim, others, network.poles),
        "left_out_auc_built_in": left_out(sim, others, built_in.poles),
        "left_out_auc_plain_sum": left_out(sim, others, plain.strengths),
        "halves_agree": halves_agree(sim, others),
        "halves_agree_foretold": halves_agree(sim, foretold),
        "halves_agree_built_in": halves_agree(sim, stock),
        "means_off": distance("mean", found, with_own),
        "means_off_built_in": distance("mean", found, with_stock),
        "item_rest_off": distance("rest", found, with_own),
        "item_rest_off_built_in": distance("rest", found, with_stock),
    }


def cross_validate(parameters, data, x, people, crowd, say):
    """The fits of all folds, and the mean, least and most of each figure over them."""
    fold = stream(OWN, 80).permutation(len(x)) % FOLDS
    fits, figures = [], []
    for at in range(FOLDS):
        sim, found = one_fold(parameters, data, x, fold != at, people, crowd)
        fits.append(sim)
        figures.append(found)
        say(f"fold {at + 1} of {FOLDS}: a statement left out is told with {found['left_out_auc']:.3f}")
    gathered = {name: [one[name] for one in figures] for name in figures[0]}
    return fits, {
        name: {"mean": float(np.mean(all_)), "least": min(all_), "most": max(all_)} for name, all_ in gathered.items()
    }
