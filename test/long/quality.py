"""Writes sets that scikit-learn and R's mlbench ship, and a spam set made here, as CSV files into a folder (the first
argument; the second is where mlbench's data are). Prints what scikit-learn reaches on the spam.
"""
import csv, json, random, sys
import rdata
from sklearn import datasets
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

folder = sys.argv[1]


def write(name, header, rows):
    with open(f"{folder}/{name}.csv", "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


for name, load in (("digits", datasets.load_digits), ("wine", datasets.load_wine), ("cancer", datasets.load_breast_cancer), ("diabetes", datasets.load_diabetes)):
    data = load()
    write(name, ["y", *(f"x{i}" for i in range(data.data.shape[1]))], [[target, *row] for target, row in zip(data.target, data.data)])

for name, item, label in (("letters", "LetterRecognition", "lettr"), ("vowel", "Vowel", "Class")):
    frame = rdata.read_rda(f"{sys.argv[2]}/{item}.rda")[item]
    columns = [column for column in frame if column != label]
    write(name, ["y", *columns], ([row[label], *(row[column] for column in columns)] for row in frame.to_dict("records")))

# Messages as people and as cheats write them: words of a long tail, phrases that tell, and some that mislead.
chance = random.Random(5)
words = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("", "n", "r", "st", "lly", "ng")]
weights = [1 / (i + 2) for i in range(len(words))]
cheats = ["WINNER! claim", "free prize", "call now", "txt STOP to", "urgent: your account", "cash reward", "100% guaranteed", "click here"]
people = ["see you", "call me later", "on my way", "love you", "at home now", "your prize idea", "free tonight?", "ok, thanks"]
messages = []
for _ in range(5000):
    is_spam = chance.random() < 0.3
    text = chance.choices(words, weights, k=chance.randint(4, 18))
    for _ in range(chance.choices((0, 1, 2, 3), (1, 3, 3, 3))[0]):
        own = chance.random() < 0.85
        phrase = chance.choice(cheats if is_spam == own else people)
        text.insert(chance.randint(0, len(text)), phrase)
    if chance.random() < 0.2:
        text[0] = text[0].upper() + chance.choice("!.,?")
    messages.append((int(is_spam), " ".join(text)))
write("spam", ["y", "text"], messages)
areas = []
for fold in range(4):
    train, held = ([m for i, m in enumerate(messages) if (i % 4 == fold) == is_held] for is_held in (False, True))
    vectorizer = CountVectorizer(ngram_range=(1, 2))
    model = LogisticRegression(max_iter=1000).fit(vectorizer.fit_transform([t for _, t in train]), [y for y, _ in train])
    scores = model.predict_proba(vectorizer.transform([t for _, t in held]))[:, 1]
    areas.append(roc_auc_score([y for y, _ in held], scores))
print(json.dumps(dict(spam=sum(areas) / 4)))
