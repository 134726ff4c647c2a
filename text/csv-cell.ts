/** What a spreadsheet takes for a formula (OWASP, "CSV Injection"). */
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A cell that a spreadsheet shows as it is: what would be a formula gets an apostrophe in front. */
export const csvCell = (text: string): string => (formula.test(text) && !number.test(text) ? `'${text}` : text);
