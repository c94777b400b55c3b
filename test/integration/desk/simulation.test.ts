import { expect, inject, it } from 'vitest';
import { SimServer } from '../../simulation/central.ts';
import { runSeed } from '../../simulation/run.ts';

it('a seed of the simulation replays the same run', { timeout: 120_000 }, async () => {
  const server = await SimServer.prepare(inject('postgresUrl'), `replay_${process.pid}`);
  for (const seed of [7, 23, 41]) {
    const once = await runSeed(server, seed);
    const again = await runSeed(server, seed);
    expect(once.trace.length).toBeGreaterThan(50);
    expect(again).toEqual(once);
    expect(once.violations).toEqual([]);
  }
});
