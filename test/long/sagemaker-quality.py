"""Writes data sets that scikit-learn ships as the image reads them, label first: `python sagemaker-quality.py FOLDER`."""
import sys
import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes

folder = sys.argv[1]
for name, load in (("breast-cancer", load_breast_cancer), ("diabetes", load_diabetes)):
    data = load()
    rows = np.column_stack([data.target, data.data])
    order = np.random.default_rng(1).permutation(len(rows))
    cut = int(0.7 * len(rows))
    for part, chosen in (("train", order[:cut]), ("validation", order[cut:])):
        np.savetxt(f"{folder}/{name}-{part}.csv", rows[chosen], delimiter=",", fmt="%.17g")
