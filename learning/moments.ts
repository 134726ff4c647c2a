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

/**
 * What to normalise by. A constant column must not divide by zero, nor by what rounding leaves of it: 1,000 cells of
 * 0.1 deviate by 1e-15.
 */
export function scaleOf(numbers: number[] | Float64Array): { mean: number; deviation: number } {
  const { mean, deviation } = moments(numbers);
  return { mean, deviation: deviation > Math.abs(mean) * 1e-12 ? deviation : 1 };
}
