/** One measured quantity: its samples in the order taken, all in the same unit. */
export interface Samples {
  name: string;
  unit: 'ms' | 'MB' | 'kB';
  values: number[];
}

export interface Contender {
  name: string;
  unit?: 'ms' | 'MB';
  /** Returns the measured value. Everything that is not measured belongs outside. */
  run: () => Promise<number>;
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs the contenders in turn, round by round, starting with another one each round, so that a noisy minute
 * hits all of them alike. The first round only warms up and is not kept when `warmUp` is set.
 */
export async function interleaved(
  contenders: readonly Contender[],
  rounds: number,
  warmUp = false,
): Promise<Samples[]> {
  const samples = contenders.map(({ name, unit = 'ms' }): Samples => ({ name, unit, values: [] }));
  for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (turn + Math.max(round, 0)) % contenders.length;
      const value = await contenders[index]?.run();
      if (round >= 0 && value !== undefined) samples[index]?.values.push(value);
    }
  }
  return samples;
}

/** The p-th quantile (0-1) by the nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
