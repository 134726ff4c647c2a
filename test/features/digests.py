"""The digests of ml-learn by the README's rule, with Python's standard library: a second opinion for the tests.

    python3 digests.py FILE [FILE ...] < settings.json

The files are features files, with headers. The settings are an object with schema, split, recipe, modelType,
parameters, and perhaps seed and trainingPercent of a stable split. Prints the digests, and for a stable split
whether each file's rows are to learn from.
"""
import csv, hashlib, json, sys

SEPARATOR = "\x1f"
csv.field_size_limit(1 << 30)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def read(name):
    with open(name, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def features_digest(header, rows):
    total = sum(int(sha256(SEPARATOR.join(row)), 16) for row in rows) % 2**256
    return sha256("\n".join([SEPARATOR.join(header), str(len(rows)), "%064x" % total]))


def is_for_training(row, first_feature, settings):
    hashed = sha256(SEPARATOR.join([settings["seed"], *row[first_feature:]]))
    return int(hashed[:8], 16) / 2**32 * 100 < settings["trainingPercent"]


settings = json.load(sys.stdin)
files = [read(name) for name in sys.argv[1:]]
features = features_digest(files[0][0], [row for file in files for row in file[1:]])
dataset = sha256(SEPARATOR.join([features, settings["schema"], settings["split"]]))
parameters = json.dumps(sorted(settings["parameters"].items()), separators=(",", ":"), ensure_ascii=False)
generation = sha256(SEPARATOR.join([dataset, settings["recipe"], settings["modelType"], parameters]))
answer = {"features": features, "dataset": dataset, "generation": generation}
if "seed" in settings:
    first_feature = 1 if json.loads(settings["schema"])["rowId"] is None else 2
    answer["training"] = [[is_for_training(row, first_feature, settings) for row in file[1:]] for file in files]
print(json.dumps(answer))
