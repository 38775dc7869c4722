#!/usr/bin/env python3
"""Recomputes a decision from its exported simulations, and compares it with the JSON of the command line.

    cargo run --release -p forkcast-engine --example simulations -- preset=legal-research > simulations.csv
    forkcast decide --preset legal-research --json > decision.json
    python3 tests/recompute.py simulations.csv decision.json

It shares no code with the engine: shares of simulations, expected scores, chances, regret, the verdict and the value of information are
worked out here from their definitions. Exit code 1 and a line for each figure that differs.
"""
import csv
import json
import math
import sys

BINS = 64
NOISE = 3.0


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    head, body = rows[0], [[float(x) for x in row] for row in rows[1:]]
    columns = {name: [row[i] for row in body] for i, name in enumerate(head)}
    return columns, len(body)


def mean(values):
    return math.fsum(values) / len(values)


def choose(ids, fit, benefit, confidence):
    """The rule: of those that fit the best, else the one that fits most often, in whole percent, and then the best."""
    fitting = [i for i in ids if fit[i] >= confidence]
    if fitting:
        return max(fitting, key=lambda i: benefit[i])
    return max(ids, key=lambda i: (math.floor(fit[i] * 100 + 0.5), benefit[i]))


def haar(values, places, variance):
    """Means over equal shares of a place, as Haar wavelets of which only those are kept that stand out of the noise."""
    counts, sums = [0] * BINS, [0.0] * BINS
    for value, place in zip(values, places):
        b = min(int(place * BINS), BINS - 1)
        counts[b] += 1
        sums[b] += value
    curve = [mean(values)] * BINS
    width = BINS
    while width > 1:
        half = width // 2
        for start in range(0, BINS, width):
            n_left, n_right = sum(counts[start:start + half]), sum(counts[start + half:start + width])
            if n_left < 2 or n_right < 2:
                continue
            step = sum(sums[start + half:start + width]) / n_right - sum(sums[start:start + half]) / n_left
            if abs(step) > NOISE * math.sqrt(variance * (1 / n_left + 1 / n_right)):
                n = n_left + n_right
                for i in range(start, start + width):
                    curve[i] += -step * n_right / n if i < start + half else step * n_left / n
        width = half
    return curve, counts


def spread(values):
    m = mean(values)
    return max(0.0, mean([v * v for v in values]) - m * m)


def worth(c, n, ids, base, confidence, places, column):
    better, fits, counts = {}, {}, None
    for i in ids:
        difference = [a - b for a, b in zip(c[f"{column}:{i}"], c[f"{column}:{base}"])]
        better[i], counts = haar(difference, places, spread(difference))
        fit = c[f"fits:{i}"]
        fits[i], _ = haar(fit, places, mean(fit) * (1 - mean(fit)))
    gain = 0.0
    for b in range(BINS):
        best = choose([base] + [i for i in ids if i != base], {i: fits[i][b] for i in ids}, {i: better[i][b] for i in ids}, confidence)
        if best != base:
            gain += counts[b] / n * max(0.0, better[best][b])
    return gain


def main():
    c, n = read(sys.argv[1])
    with open(sys.argv[2]) as file:
        d = json.load(file)
    ids = [row["id"] for row in d["strategies"]]
    verdict, confidence = d["verdict"], d["scenario"]["confidence"]
    judged = "net" if d["scenario"]["judge_by"] == "net-value" else "score"
    wrong = []

    def compare(what, mine, theirs, off=1e-6):
        if abs(mine - theirs) > off * max(1.0, abs(theirs)):
            wrong.append(f"{what}: {mine} here, {theirs} there")

    if n != verdict["futures"]["n"]:
        wrong.append(f"{n} simulations here, {verdict['futures']['n']} there")
    musts = {row["id"]: not any(g["id"] in ("audit", "not-sold", "context-window") for g in row["gates"]) for row in d["strategies"]}
    chance = {i: mean(c[f"fits:{i}"]) for i in ids}
    benefit = {i: mean(c[f"{judged}:{i}"]) for i in ids}
    for row in d["strategies"]:
        i = row["id"]
        compare(f"score of {i}", mean(c[f"score:{i}"]), row["utility"])
        compare(f"net value of {i}", mean(c[f"net:{i}"]), row["net_usd"])
        compare(f"chance of {i}", chance[i], row["chance"])

    wins, nothing = {i: 0 for i in ids}, 0
    regret, regret_usd = {i: 0.0 for i in ids}, {i: 0.0 for i in ids}
    may = [i for i in ids if musts[i]]
    for k in range(n):
        fitting = [i for i in ids if c[f"fits:{i}"][k] == 1]
        if fitting:
            wins[max(fitting, key=lambda i: c[f"{judged}:{i}"][k])] += 1
        else:
            nothing += 1
        for column, sums in (("score", regret), ("net", regret_usd)):
            best = max(c[f"{column}:{i}"][k] for i in may) if may else -math.inf
            for i in ids:
                sums[i] += max(0.0, best - c[f"{column}:{i}"][k])
    for i in ids:
        compare(f"share of {i}", wins[i] / n, verdict["futures"]["wins"][i])
        compare(f"regret of {i}", regret[i] / n, verdict["futures"]["regret"][i])
        compare(f"regret of {i}, USD", regret_usd[i] / n, verdict["futures"]["regret_usd"][i])
    compare("share in which nothing fits", nothing / n, verdict["futures"]["nothing"])

    if any(chance[i] >= confidence for i in may):
        mine = choose(may, chance, benefit, confidence)
        if mine != verdict["winner"]:
            wrong.append(f"verdict: {mine} here, {verdict['winner']} there")
    base = verdict["winner"]
    for row in verdict["measure_next"]:
        gain = worth(c, n, ids, base, confidence, c[f"u:{row['key']}"], judged)
        there = row["worth_usd"] if judged == "net" else row["worth"]
        # What is gained is never more than knowing everything, which the engine takes as a ceiling.
        if gain + 1e-9 < there or abs(gain - there) > max(1e-6, 0.02 * abs(there)):
            wrong.append(f"worth of knowing {row['key']}: {gain} here, {there} there")
    for line in wrong:
        print(line)
    print(f"{len(wrong)} figures differ" if wrong else f"{n} simulations: every figure agrees")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
