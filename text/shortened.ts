/** A name of this length at most, its end cut off. Characters that XML does not have are gone. */
export function shortened(label: string, length: number): string {
  // eslint-disable-next-line no-control-regex
  const text = label.replace(/[\x00-\x1f\x7f\ufffe\uffff]/g, " ");
  return [...text].length <= length ? text : [...text].slice(0, length - 1).join("") + "…";
}
