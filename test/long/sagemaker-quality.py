"""Writes data sets that scikit-learn ships as the image reads them, label first, in four folds: `python sagemaker-quality.py FOLDER`."""
import sys
import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes

folder = sys.argv[1]
for name, load in (("breast-cancer", load_breast_cancer), ("diabetes", load_diabetes)):
    data = load()
    rows = np.column_stack([data.target, data.data])
    order = np.random.default_rng(1).permutation(len(rows))
    for fold in range(4):
        held = order[fold::4]
        for part, chosen in (("train", np.setdiff1d(order, held)), ("validation", held)):
            np.savetxt(f"{folder}/{name}-{fold}-{part}.csv", rows[chosen], delimiter=",", fmt="%.17g")
