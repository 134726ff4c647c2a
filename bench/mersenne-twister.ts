const [N, M] = [624, 397];

/**
 * Python's `random.Random(seed).random`: MT19937, seeded by `init_by_array` with the one word of
 * the seed, 53 bits a number (Matsumoto and Nishimura 1998, mt19937ar.c).
 * @param seed 0 to 2^32 - 1
 */
export function pythonRandom(seed: number): () => number {
  const state = new Uint32Array(N);
  let index = N;
  initialize(state, seed);

  const word = (): number => {
    if (index === N) {
      for (let i = 0; i < N; i++) {
        const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
        state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      index = 0;
    }
    let y = state[index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}

// ---

function initialize(state: Uint32Array, seed: number): void {
  state[0] = 19650218;
  for (let i = 1; i < N; i++) state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  let i = 1;
  const mixed = () => state[i - 1] ^ (state[i - 1] >>> 30);
  const step = (value: number) => {
    state[i++] = value;
    if (i === N) {
      state[0] = state[N - 1];
      i = 1;
    }
  };
  for (let k = 0; k < N; k++) step((state[i] ^ Math.imul(mixed(), 1664525)) + seed);
  for (let k = 1; k < N; k++) step((state[i] ^ Math.imul(mixed(), 1566083941)) - i);
  state[0] = 0x80000000;
}
