import { HOUR, SECOND } from '../../../shared/time.ts';
import { weighted } from '../chance.ts';
import { OutsideSystem } from '../outside/system.ts';
import { PEOPLE } from '../staff.ts';
import type { World } from '../world.ts';
import { disable, jump, publish, reset, restartCentral, spread, update, wake } from './central.ts';
import { confirm, decide, find } from './decisions.ts';
import { backDate, impersonate, intrude, presume, redirect } from './hostile.ts';
import { arrive, findings } from './intake.ts';
import {
  blackout,
  clone,
  crowd,
  crowdCopy,
  damage,
  keep,
  kill,
  putBack,
  reopen,
  rot,
  skew,
} from './machines.ts';
import { bounce, empty, move, share } from './moves.ts';
import { deliver, drain, exchange, lie, listen, poison } from './network.ts';
import { join, joinAgain } from './newcomer.ts';
import { outside, verify } from './outside.ts';
import { overlap } from './overlap.ts';
import type { Action } from './pick.ts';
import { again, backup, restore } from './restore.ts';
import { calls, hoard, work } from './work.ts';

const ACTIONS: readonly (readonly [Action, number])[] = [
  [work, 16],
  [calls, 10],
  [hoard, 0.3],
  [decide, 26],
  [find, 3],
  [confirm, 4],
  [move, 9],
  [exchange, 34],
  [drain, 18],
  [listen, 4],
  [deliver, 8],
  [arrive, 5],
  [findings, 3],
  [share, 2],
  [disable, 0.3],
  [join, 3],
  [joinAgain, 2],
  [reset, 0.3],
  [jump, 0.7],
  [publish, 1],
  [wake, 2],
  [update, 1.5],
  [spread, 8],
  [kill, 8],
  [reopen, 3],
  [clone, 0.8],
  [keep, 1.5],
  [putBack, 1],
  [backup, 4],
  [restore, 4],
  [again, 2],
  [restartCentral, 2],
  [skew, 1],
  [poison, 1],
  [lie, 3],
  [rot, 0.7],
  [damage, 1],
  [blackout, 2],
  [crowd, 2],
  [crowdCopy, 1.5],
  [empty, 2],
  [bounce, 3],
  [outside, 12],
  [verify, 3],
  [intrude, 0.8],
  [backDate, 0.8],
  [impersonate, 0.8],
  [presume, 1.5],
  [redirect, 2],
  [overlap, 12],
];

/** One thing happens; some time passes. */
export async function act(world: World): Promise<void> {
  world.now += world.rng.next() < 0.07 ? world.between(1, 30) * HOUR : world.between(0, 20) * SECOND;
  await weighted(world.rng, ACTIONS)(world);
}

/** The beginning of every run: people at their desks, cases on their way. */
export async function populate(world: World): Promise<void> {
  for (const [index, user] of world.server.staff.entries()) {
    if (index < PEOPLE.length) await world.addDesk(user.account, user);
    else world.systems.push(new OutsideSystem(world, user));
  }
  const rounds = world.between(2, 10);
  for (let round = 0; round < rounds; round += 1) await arrive(world);
}
