/** A body that the image's server does not take: 415. */
export class PayloadError extends Error {}

/**
 * Reads rows as the image's server does, by numpy and not by XGBoost's reader: numbers are the nearest 32-bit floats.
 * @param contentType libsvm where there is none
 * @throws PayloadError for another content type, text in a cell, and rows of different lengths
 */
export function readPayload(body: string, contentType: string | undefined): Float32Array[] {
  const [type, ...parameters] = (contentType ?? "text/libsvm")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const size = parameters.find((parameter) => parameter.startsWith("label_size="));
  if (type === "text/csv" && (size === undefined || size === "label_size=1")) return csvRows(body.trim());
  if (["text/libsvm", "text/x-libsvm"].includes(type)) return body.trim().split("\n").map(libsvmRow);
  throw new PayloadError(`Content type ${contentType} is not supported.`);
}

// ---

/** What Python's `float` takes. */
const number = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;
const notFinite = /^\s*[-+]?(inf|infinity)\s*$/i;

function csvRows(text: string): Float32Array[] {
  const lines = text.split("\n");
  const delimiter = [",", "\t", ";", " ", ":"].find((character) => lines[0].slice(0, 512).includes(character)) ?? ",";
  const rows = lines.map((line, row) => Float32Array.from(line.split(delimiter), (cell) => valueOf(cell, row)));
  const odd = rows.findIndex(({ length }) => length !== rows[0].length);
  if (odd >= 0)
    throw new PayloadError(
      `Loading csv data failed with Exception, please ensure data is in csv format:\n row ${odd + 1} has ${rows[odd].length} columns, the first ${rows[0].length}`,
    );
  return rows;
}

function valueOf(cell: string, row: number): number {
  if (cell === "" || /^\s*[-+]?nan\s*$/i.test(cell)) return NaN;
  if (number.test(cell)) return Number(cell);
  const what = notFinite.test(cell)
    ? "Input data contains `inf`"
    : `could not convert string to float: '${cell.slice(0, 50)}'`;
  throw new PayloadError(
    `Loading csv data failed with Exception, please ensure data is in csv format:\n ${what} in row ${row + 1}`,
  );
}

/** `label 0:1.5 3:2`: what is not named is missing. */
function libsvmRow(line: string): Float32Array {
  const cells = line
    .trim()
    .split(/\s+/)
    .filter((cell) => cell.includes(":"));
  const pairs = cells.map((cell) => cell.split(":").map(Number));
  if (
    pairs.some(
      ([column, value]) => !(column >= 0 && column < MAX_COLUMN) || !Number.isInteger(column) || Number.isNaN(value),
    )
  )
    throw new PayloadError("Loading libsvm data failed with Exception, please ensure data is in libsvm format");
  const row = new Float32Array(Math.max(0, ...pairs.map(([column]) => column + 1))).fill(NaN);
  for (const [column, value] of pairs) row[column] = value;
  return row;
}

const MAX_COLUMN = 1 << 20;
