"""An independent computation of heat maps: reads a list of {labels, counts, top} as JSON, prints their numbers.

In exact fractions, from the rows one by one, as the definition says it."""

import json
import sys
from fractions import Fraction


def heat_map(labels, counts, top):
    rows = [
        (true, predicted)
        for t, true in enumerate(labels)
        for p, predicted in enumerate(labels)
        for _ in range(counts[t][p])
    ]
    true = {label: sum(t == label for t, _ in rows) for label in labels}
    said = {label: sum(p == label for _, p in rows) for label in labels}

    def f1(label):
        right = sum(t == p == label for t, p in rows)
        precision = Fraction(right, said[label]) if said[label] else Fraction(0)
        recall = Fraction(right, true[label])
        return 2 * precision * recall / (precision + recall) if right else Fraction(0)

    order = sorted((l for l in labels if true[l] + said[l] > 0), key=lambda l: (-true[l], l))
    groups = [[l] for l in order] if len(order) <= top + 1 else [[l] for l in order[:top]] + [order[top:]]
    occurring = [l for l in labels if true[l] > 0]

    def mean(values):
        return float(sum(values) / len(values)) if values else None

    def share(part, whole):
        return float(Fraction(part, whole)) if whole else 0.0

    table = []
    for group in groups:
        own = [(t, p) for t, p in rows if t in group]
        table.append(
            {
                "count": len(own),
                "share": share(len(own), len(rows)),
                "f1": mean([f1(l) for l in group if true[l] > 0]),
                "cells": [
                    {
                        "count": sum(p in column for _, p in own),
                        "share": share(sum(p in column for _, p in own), len(own)),
                        "right": share(sum(t == p and p in column for t, p in own), len(own)),
                    }
                    for column in groups
                ],
            }
        )
    return {
        "rows": table,
        "columns": [share(sum(p in group for _, p in rows), len(rows)) for group in groups],
        "macroF1": mean([f1(l) for l in occurring]),
    }


print(json.dumps([heat_map(**case) for case in json.load(sys.stdin)]))
