import { SimServer } from './central.ts';
import { runSeed } from './run.ts';
import { fewest } from './shrink.ts';

/**
 * Runs the seeds that are asked for, one after the other, and answers each. Entry of a process of its own.
 */
export async function serveSeeds(url: string): Promise<void> {
  const server = await SimServer.prepare(url, `sim_${process.pid}`);
  process.on(
    'message',
    async ({ seed, shrink, trace }: { seed: number; shrink: boolean; trace: boolean }) => {
      if (trace) server.tell = (line) => process.stdout.write(`${line}\n`);
      const outcome = await runSeed(server, seed);
      const small = shrink && outcome.violations.length > 0 ? await fewest(server, outcome) : outcome;
      process.send?.({ ...outcome, fired: [...outcome.fired], trace: small.trace });
    },
  );
  process.send?.('ready');
}
