import type { SimServer } from './central.ts';
import { type Outcome, runSeed, STEPS } from './run.ts';

/** How many runs a shrink may cost. */
const PATIENCE = 40;

/** The same failure with as few steps as a bounded search finds: leaves out ever smaller parts of the run. */
export async function fewest(server: SimServer, failed: Outcome): Promise<Outcome> {
  let skip = new Set<number>();
  let smallest = failed;
  let runs = 0;
  const kind = (outcome: Outcome) => outcome.violations[0]?.slice(0, 3);
  for (let size = 32; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < STEPS && runs < PATIENCE; from += size) {
      const without = new Set([...skip, ...Array.from({ length: size }, (_, index) => from + index)]);
      if (without.size === skip.size) continue;
      runs += 1;
      const outcome = await runSeed(server, failed.seed, without);
      if (kind(outcome) !== kind(failed)) continue;
      skip = without;
      smallest = outcome;
    }
  }
  return smallest;
}
