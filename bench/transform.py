"""What `ml:transform` does, with Python's csv module: the same features file, byte for byte, and the same digest.

    python3 transform.py EXTRACT FEATURES             # features and digest
    python3 transform.py EXTRACT FEATURES --profile   # also rows per class, and missing, distinct, minimum, maximum
"""
import csv, hashlib, sys

SEPARATOR = "\x1f"
DIGITS = 23
value_of = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
header = ["policy", "length", "base_10"] + ["digit_%d" % i for i in range(1, DIGITS + 1)]
infinity = float("inf")


def main(extract, features, is_profiled):
    total = rows = 0
    classes = {}
    columns = range(1, len(header))
    missing, distinct = [0] * len(header), [set() for _ in header]
    minimum, maximum = [infinity] * len(header), [-infinity] * len(header)
    with open(extract, newline="") as source, open(features, "w", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target, lineterminator="\n")
        next(reader)
        writer.writerow(header)
        for number, policy in reader:
            digits = number.replace(" ", "").replace("-", "").upper()
            cells = [policy, len(digits), int(digits, 36), *[value_of[character] for character in digits]]
            cells += [""] * (DIGITS - len(digits))
            writer.writerow(cells)
            row = SEPARATOR.join(map(str, cells)).encode()
            total += int.from_bytes(hashlib.sha256(row).digest(), "big")
            rows += 1
            if is_profiled:
                classes[policy] = classes.get(policy, 0) + 1
                for i in columns:
                    cell = cells[i]
                    if cell == "":
                        missing[i] += 1
                        continue
                    distinct[i].add(cell)
                    if cell < minimum[i]:
                        minimum[i] = cell
                    if cell > maximum[i]:
                        maximum[i] = cell
    lines = [SEPARATOR.join(header), str(rows), "%064x" % (total % 2**256)]
    print(hashlib.sha256("\n".join(lines).encode()).hexdigest())


main(sys.argv[1], sys.argv[2], "--profile" in sys.argv)
