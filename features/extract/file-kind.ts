/** How files of other kinds begin: in hexadecimal, or as text. */
const kinds: { begin: RegExp; hex?: true; what: string; advice: string }[] = [
  { hex: true, begin: /^(fffe0000|0000feff)/, what: "UTF-32", advice: "Save the file as UTF-8" },
  { hex: true, begin: /^(fffe|feff)/, what: "UTF-16", advice: "Save the file as UTF-8" },
  { hex: true, begin: /^504b0304/, what: "a ZIP or Excel file", advice: "Unpack it, or save the sheet as CSV (UTF-8)" },
  { hex: true, begin: /^d0cf11e0/, what: "an old Excel file", advice: "Save the sheet as CSV (UTF-8)" },
  { hex: true, begin: /^425a68/, what: "a bzip2 file", advice: "Unpack it, or pack it with gzip" },
  { hex: true, begin: /^fd377a585a00/, what: "an xz file", advice: "Unpack it, or pack it with gzip" },
  { hex: true, begin: /^28b52ffd/, what: "a Zstandard file", advice: "Unpack it, or pack it with gzip" },
  { hex: true, begin: /^50415231/, what: "a Parquet file", advice: "Save it as CSV" },
  {
    begin: /^\s*<(!doctype|html|\?xml)/i,
    what: "HTML or XML",
    advice: "Is it an error page of a download? Fetch it again",
  },
  { begin: /^\s*(\[\s*[{[]|\{\s*")/, what: "JSON", advice: "Save it as CSV" },
];

/** What a file is by its first bytes, if it is no CSV, and what to do; undefined when it may be. */
export function kindOf(bytes: Buffer): { what: string; advice: string } | undefined {
  const [hex, text] = [bytes.toString("hex", 0, 8), bytes.toString("latin1", 0, 200)];
  return kinds.find(({ begin, hex: isHex }) => begin.test(isHex ? hex : text));
}
