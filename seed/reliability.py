"""Cronbach's alpha and McDonald's omega of each scale, from `firststep export --what research --format csv`.

    python3 reliability.py research.csv codebook.csv [--all]

Takes the rows of the statements in the codebook whose result is reliable, with --all the others, too; of each person
the first of these, as the server's statistics do. Needs nothing but Python. Omega is that of one factor, fitted by
maximum likelihood: the squared sum of its unstandardised loadings, over the variance of the scale's sum. Their confidence
intervals are in `firststep statistics`.
"""

import csv
import math
import sys

# No statement keeps less of its variance for itself, as in R's factanal.
LEAST_ERROR = 0.005
# Steps after which the search for a factor has found none; some hundred are enough elsewhere.
MOST_STEPS = 20_000


def read(path):
    # A text that a spreadsheet would take for a formula has an apostrophe before it.
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scales(codebook):
    """Each scale's statements with their signs, and which questionnaire they are of."""
    found, questionnaire = {}, None
    for row in codebook:
        if row["variable"].startswith("q") and row["scale"]:
            found.setdefault(row["scale"], []).append((row["variable"], int(row["keyed"])))
            questionnaire = row["questionnaire"]
    return found, questionnaire


def once(rows):
    """Of each person the first row; whoever has no account is somebody else each time."""
    first = {}
    for at, row in enumerate(sorted(rows, key=lambda row: int(row.get("sitting") or 1))):
        first.setdefault(row["person"] or at, row)
    return list(first.values())


def covariances(rows, items):
    """The matrix of the keyed answers, over n - 1."""
    keyed = [[sign * int(row[name]) for name, sign in items] for row in rows]
    n = len(keyed)
    columns = list(zip(*keyed))
    sums = [sum(column) for column in columns]
    product = lambda a, b: sum(x * y for x, y in zip(columns[a], columns[b])) - sums[a] * sums[b] / n
    return [[product(a, b) / (n - 1) for b in range(len(items))] for a in range(len(items))]


def alpha(covariance):
    k = len(covariance)
    total = sum(map(sum, covariance))
    return k / (k - 1) * (1 - sum(covariance[i][i] for i in range(k)) / total)


def omega(covariance):
    k = len(covariance)
    deviations = [math.sqrt(covariance[i][i]) for i in range(k)]
    r = [[covariance[i][j] / deviations[i] / deviations[j] for j in range(k)] for i in range(k)]
    loadings = factor(r)
    if loadings is None:
        return None
    common = sum(loading * deviation for loading, deviation in zip(loadings, deviations))
    return common ** 2 / sum(map(sum, covariance))


def factor(r):
    """The loadings of one factor on correlations, by the EM algorithm of Rubin and Thayer (1982)."""
    k = range(len(r))
    root = math.sqrt(max(1.0, sum(map(sum, r))))
    loadings = [max(-0.95, min(0.95, sum(row) / root)) for row in r]
    errors = [1 - loading ** 2 for loading in loadings]
    for _ in range(MOST_STEPS):
        weights = [loadings[i] / errors[i] for i in k]
        strength = sum(loadings[i] * weights[i] for i in k)
        weights = [weight / (1 + strength) for weight in weights]
        together = [sum(r[i][j] * weights[j] for j in k) for i in k]
        variance = 1 / (1 + strength) + sum(weights[i] * together[i] for i in k)
        new = [covariance / variance for covariance in together]
        moved = max(abs(new[i] - loadings[i]) for i in k)
        loadings, errors = new, [max(LEAST_ERROR, 1 - new[i] * together[i]) for i in k]
        if moved <= 1e-11:
            return loadings
    return None


def line(covariance):
    """Alpha and omega, and why one of them isn't there: alpha needs two statements, omega three."""
    k = len(covariance)
    if k < 2:
        return "- -  (one statement)"
    # Less than that comes from rounding.
    alike = any(covariance[i][i] < 1e-12 for i in range(k))
    if sum(map(sum, covariance)) < 1e-12:
        return f"- -  ({'a statement' if alike else 'a scale'} that all answered alike)"
    found = None if alike or k < 3 else omega(covariance)
    if found is not None:
        return f"{alpha(covariance):.6f} {found:.6f}"
    why = "a statement that all answered alike" if alike else "two statements" if k < 3 else "no factor was found"
    return f"{alpha(covariance):.6f} -  ({why})"


def main():
    arguments = [word for word in sys.argv[1:] if word != "--all"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    found, questionnaire = scales(read(arguments[1]))
    rows = [row for row in read(arguments[0]) if row["questionnaire"] == questionnaire]
    if "--all" not in sys.argv:
        rows = [row for row in rows if row["reliable"] == "1"]
    rows = once(rows)
    if len(rows) < 3 or not found:
        sys.exit(f"{len(rows)} people and {len(found)} scales: nothing can be reckoned from so few.")
    print("scale statements people alpha omega")
    for name, items in found.items():
        print(f"{name} {len(items)} {len(rows)} {line(covariances(rows, items))}")


if __name__ == "__main__":
    main()
