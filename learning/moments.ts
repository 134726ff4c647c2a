/** Mean and standard deviation; 0 of no numbers. */
export function moments(numbers: number[] | Float64Array): { mean: number; deviation: number } {
  const count = Math.max(numbers.length, 1);
  let sum = 0;
  for (const number of numbers) sum += number;
  const mean = sum / count;
  let squares = 0;
  for (const number of numbers) squares += (number - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count) };
}
