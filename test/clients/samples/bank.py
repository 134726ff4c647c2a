"""Customers of a bank and whether they took an offer, made up here; and what Amazon ML is to learn from them."""
import csv, io, json, random

schema = json.dumps({
    "version": "1.0", "rowId": None, "rowWeight": None, "targetAttributeName": "y", "dataFormat": "CSV", "dataFileContainsHeader": True,
    "attributes": [{"attributeName": name, "attributeType": type} for name, type in (
        ("age", "NUMERIC"), ("job", "CATEGORICAL"), ("married", "BINARY"), ("balance", "NUMERIC"), ("note", "TEXT"), ("y", "BINARY"))],
    "excludedAttributeNames": [],
})
# As a person writes it: comments, line breaks, both kinds of quotes.
recipe = """{
  "groups": {
    "NUMERIC_VARS_QB_20": "group('age','balance')"  // The numbers.
  },
  "assignments": {
    "words": "lowercase(no_punct(note))",
    "binned_age": "quantile_bin(age, 10)"
  },
  "outputs": [
    "ALL_BINARY", "ALL_CATEGORICAL",
    "quantile_bin(NUMERIC_VARS_QB_20,20)",
    "cartesian(binned_age,
               job)  // Students buy early, pensioners late.",
    "ngram(words, 2)", "osb(words, 3)"
  ]
}"""


def rows(count, seed):
    chance = random.Random(seed)
    for _ in range(count):
        age, job, married = chance.randint(18, 90), chance.choice(["student", "worker", "retired"]), chance.random() < 0.5
        balance = round(chance.lognormvariate(7, 1), 2)
        likes = (2 if job == "student" and age < 30 else 0) + (2 if job == "retired" and age > 65 else 0) + (1 if balance > 2000 else 0)
        took = likes + chance.gauss(0, 1) > 1.5
        mood = chance.choice(["very interested", "wants more"] if took == (chance.random() < 0.8) else ["not interested", "hung up"])
        yield [age, job, chance.choice(["yes", "Y"]) if married else "no", balance, f"Called; {mood}!", int(took)]


def table(count, seed):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["age", "job", "married", "balance", "note", "y"], *rows(count, seed)])
    return text.getvalue()
