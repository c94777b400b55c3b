import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { pick } from '../../central/demo/random.ts';
import { Lane, type Party } from './lane.ts';
import type { World } from './world.ts';

/** Which of these backends wait for a lock. */
async function waitingOf(world: World, backends: readonly number[]): Promise<Set<number>> {
  if (backends.length === 0) return new Set();
  const { rows } = await sql<{ pid: number }>`
    select distinct pid from pg_locks where not granted and pid = any(${[...backends]}::int[])
  `.execute(world.central.db);
  return new Set(rows.map(({ pid }) => pid));
}

/**
 * So often a lane may be seen without a statement before it counts as waiting for another one inside the
 * process: for seconds.
 */
const IDLE_LOOKS = 1_000_000;

/**
 * Resolves when no lane goes on by itself: each has ended, waits to be let go, or waits for a lock of another
 * one.
 */
async function quiet(world: World, all: readonly Lane[]): Promise<boolean> {
  let idle = 0;
  for (;;) {
    await setImmediate();
    const waiting = await waitingOf(
      world,
      all.flatMap(({ asked }) => [...asked]),
    );
    const busy = all.filter((lane) => !lane.ended && [...lane.asked].some((pid) => !waiting.has(pid)));
    const open = all.filter(({ ended, gates, asked }) => !ended && gates.length === 0 && asked.size === 0);
    if (busy.length === 0 && open.length === 0) return waiting.size > 0;
    idle = busy.length > 0 ? 0 : idle + 1;
    const others = all.some(({ gates }) => gates.length > 0);
    if (others && idle > IDLE_LOOKS) return false;
  }
}

/**
 * Several parties at once, on connections of their own: the seed says whose statement comes next. A statement
 * that waits for a lock is seen in PostgreSQL, and another party goes on, so that a seed makes the same order
 * again.
 */
export async function together(world: World, parties: readonly Party[]): Promise<void> {
  world.turn += 1;
  const all = parties.map((party) => new Lane(world.seed, world.turn, party));
  const works: Promise<void>[] = [];
  let waited = false;
  for (const [index, lane] of all.entries()) {
    works.push(lane.begin());
    waited = (await quiet(world, all.slice(0, index + 1))) || waited;
  }
  for (;;) {
    const ready = all.filter(({ gates }) => gates.length > 0);
    if (ready.length > 0) pick(world.rng, ready).gates.shift()?.();
    else if (all.every(({ ended }) => ended)) break;
    waited = (await quiet(world, all)) || waited;
  }
  if (waited) world.traps.fire('request waited for a lock');
  await Promise.all(works);
}
