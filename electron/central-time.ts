import { MINUTE, SECOND } from '../shared/time.ts';
import type { MachineClock } from './clock.ts';

/** What a desk knows of central's clock. */
export interface KnownClock {
  /** Central's clock minus this machine's, milliseconds, when it was measured. */
  offset: number;
  /**
   * When the machine started, by its own clock of that moment: another value means that the clock was set
   * since.
   */
  boot: number;
}

/**
 * Smaller differences are measurement noise: some systems count the time since their start in whole seconds.
 */
const NOISE = 2 * SECOND;
/** How near a jump of the clock must come to what the clock was off for it to have been set right. */
const SET_RIGHT = MINUTE;

const bootOf = (clock: MachineClock): number => clock.now() - clock.uptime();

/**
 * Central's time: this machine's clock, corrected by what was measured and by how far the clock was set since
 * then.
 */
export function centralNow(clock: MachineClock, known: KnownClock | null): number {
  return Math.max(0, clock.now() + offsetNow(clock, known));
}

/** Central's clock minus this machine's, as far as known. Milliseconds. */
export function offsetNow(clock: MachineClock, known: KnownClock | null): number {
  if (!known) return 0;
  const jump = bootOf(clock) - known.boot;
  return known.offset - (Math.abs(jump) > NOISE ? jump : 0);
}

/**
 * What is known after an answer of central; `known` itself when the answer says nothing better. `took`: from
 * question to answer, milliseconds, null when only the moment of the answer is known (it waited at central).
 */
export function measured(
  clock: MachineClock,
  known: KnownClock | null,
  { serverTime, took }: { serverTime: number; took: number | null },
): KnownClock | null {
  const onTheWay = took === null ? 0 : took / 2;
  const offset = Math.round(serverTime + onTheWay - clock.now());
  const unsure = took === null ? 5 * SECOND : Math.max(SECOND / 2, onTheWay);
  // An answer that waited measures too little to replace a clock that may be right, also when nothing is
  // known of it yet.
  const same = (known !== null || took === null) && Math.abs(offset - offsetNow(clock, known)) <= unsure;
  if (same && known !== null && Math.abs(bootOf(clock) - known.boot) <= NOISE) return known;
  return { offset: same ? offsetNow(clock, known) : offset, boot: bootOf(clock) };
}

/**
 * What a newly started program may believe of what was measured before: the machine may have been restarted,
 * and its clock set meanwhile. `latest`: central's latest time that this desk has seen; it is not earlier
 * than that now.
 */
export function believed(clock: MachineClock, known: KnownClock | null, latest: number): KnownClock | null {
  if (!known) return null;
  const boot = bootOf(clock);
  const jump = boot - known.boot;
  if (Math.abs(jump) <= NOISE) return known;
  // No restart moves the start of the machine back, and hardly one by just what the clock was off: the clock
  // was set.
  const set = jump < 0 || (Math.abs(known.offset) > SET_RIGHT && Math.abs(jump - known.offset) < SET_RIGHT);
  const offset = set ? known.offset - jump : known.offset;
  const now = clock.now();
  if (now + offset >= latest) return { offset, boot };
  return { offset: Math.max(0, latest - now), boot };
}
