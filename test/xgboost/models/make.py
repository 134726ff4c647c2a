"""Makes the models beside it: `python make.py` with XGBoost 3.0.5, `python make.py newest` with a version from 3.1 on."""
import io, json, sys, tarfile
import numpy as np
import xgboost as xgb

random = np.random.default_rng(1)
X = random.normal(size=(300, 5)).astype(np.float32)
X[random.random(X.shape) < 0.1] = np.nan
signal = np.nan_to_num(X)
classes = np.digitize(signal[:, 0] + signal[:, 1] * signal[:, 2], [-0.6, 0.6])
targets = {
    "softprob": ({"objective": "multi:softprob", "num_class": 3}, classes),
    "softmax": ({"objective": "multi:softmax", "num_class": 3}, classes),
    "logistic": ({"objective": "binary:logistic"}, classes > 1),
    "squarederror": ({"objective": "reg:squarederror"}, 40 + 10 * signal[:, 0] - 7 * signal[:, 3]),
    "poisson": ({"objective": "count:poisson"}, classes * 3 + 1),
}
names = ["softprob", "squarederror"] if "newest" in sys.argv else list(targets)
rows = X[:40]
for name in names:
    parameters, y = targets[name]
    booster = xgb.train({"max_depth": 3, "nthread": 1, "seed": 1, **parameters}, xgb.DMatrix(X, y), 6)
    raw = bytes(booster.save_raw("ubj"))
    suffix = "-newest" if "newest" in sys.argv else ""
    with tarfile.open(f"{name}{suffix}.tar.gz", "w:gz") as tar:
        entry = tarfile.TarInfo("xgboost-model")
        entry.size = len(raw)
        tar.addfile(entry, io.BytesIO(raw))
    text = lambda values: [[None if v != v else float(v) for v in np.atleast_1d(row)] for row in values]
    with open(f"{name}{suffix}.json", "w") as file:
        json.dump({"xgboost": xgb.__version__, "rows": text(rows), "predictions": text(booster.predict(xgb.DMatrix(rows)))}, file)
