import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { Attempt, Correction, HistoryEntry } from '../../../shared/case/history.ts';
import { replanned } from '../../../shared/case/replan.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import { AGENT, COLLEAGUE, card, decidedReport, LEAD, OPENED, uuid } from '../support/builders.ts';

/** What version 0.1.0 made of these histories: one line for each seed. */
const GOLDEN = new URL('../../fixtures/stored-histories.txt', import.meta.url);
const SEEDS = 2_000;

/** A small generator (mulberry32), so that the histories are the same wherever this runs. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const UNANSWERED = ['NOANS', 'BUSY', 'REJECT', 'VACANT', 'LINE'];

/** A history as version 0.1.0 stored it: no entry says what it answers. */
function storedHistory(kind: 'spam_report' | 'real_name', seed: number): HistoryEntry[] {
  const below = chance(seed);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const fitting = DEFAULT_DISPOSITIONS.dispositions.filter(({ kinds }) => kinds.includes(kind));
  const history: HistoryEntry[] = [];
  const attempts: Attempt[] = [];
  const named = { message: [] as string[], measure: [] as string[] };
  let at = OPENED;
  const meaning = () => {
    const known = below(3) === 0 ? fitting.filter(({ code }) => UNANSWERED.includes(code)) : fitting;
    const { code, reached, final, counted, effect } = pick(known);
    const callbackAt = effect.do === 'appointment' ? at + (1 + below(48)) * HOUR : null;
    return { disposition: code, reached, final, counted, effect, callbackAt, reason: null };
  };
  for (let n = 0; n < 2 + below(12); n++) {
    at += below(5) === 0 ? 0 : below(30 * 60) * MINUTE;
    const made = { id: uuid(1_000 * (1 + below(900)) + n), at, byId: pick([AGENT, COLLEAGUE, LEAD]) };
    const times = { startedAt: at - MINUTE, endedAt: at };
    const what = below(kind === 'spam_report' ? 20 : 24);
    if (what < 10) {
      const attempt: Attempt = {
        ...made,
        ...times,
        ...meaning(),
        type: 'attempt',
        direction: below(6) === 0 ? 'inbound' : 'outbound',
        dialled: below(5) === 0 ? 'altPhone' : 'phone',
        note: '',
        evidence: [],
        run: null,
        policyVersion: 1,
        dispositionsVersion: 1,
        flags: below(8) === 0 ? ['not_owner'] : [],
      };
      attempts.push(attempt);
      history.push(attempt);
    } else if (what === 10 && attempts.length > 0) {
      const { id: attemptId } = pick(attempts);
      const right = meaning();
      const correction: Correction = {
        ...made,
        ...right,
        type: 'correction',
        attemptId,
        dispositionsVersion: 1,
        why: '',
      };
      history.push(correction);
    } else if (what < 14) {
      const ways =
        kind === 'spam_report'
          ? (['call_again', 'investigate', 'message'] as const)
          : (['call_again', 'ladder'] as const);
      history.push({ ...made, type: 'review', decision: pick(ways), why: '' });
    } else if (what === 14) {
      history.push({ ...made, type: 'number' });
    } else if (what === 15) {
      history.push({ ...made, type: 'assignment', fromId: pick([AGENT, COLLEAGUE]), toId: AGENT });
    } else if (what < 19) {
      const step = pick(['requested', 'delivered', 'failed'] as const);
      const requestId = step === 'requested' || named.message.length === 0 ? made.id : pick(named.message);
      if (step === 'requested') named.message.push(made.id);
      const purpose = kind === 'spam_report' ? 'feedback' : pick(['notice', 'reminder'] as const);
      history.push({ ...made, type: 'message', step, purpose, requestId, why: null });
    } else if (kind === 'spam_report') {
      const verdict = pick(['confirmed', 'insufficient', 'other_network']);
      history.push({ ...made, type: 'finding', verdict, action: null });
    } else if (what < 21) {
      history.push({ ...made, type: 'verification', passed: below(2) === 0, why: null });
    } else if (what === 21) {
      history.push({ ...made, type: 'appeal', step: pick(['upheld', 'dismissed'] as const), why: '' });
    } else {
      const step = pick([
        'proposed',
        'approved',
        'declined',
        'applied',
        'failed',
        'lift_requested',
        'lifted',
      ] as const);
      const measureId = step === 'proposed' || named.measure.length === 0 ? made.id : pick(named.measure);
      if (step === 'proposed') named.measure.push(made.id);
      history.push({
        ...made,
        type: 'measure',
        step,
        level: pick(['outgoing', 'both'] as const),
        measureId,
        why: '',
      });
    }
  }
  return history;
}

function lineOf(seed: number): string {
  const subject = seed % 2 === 0 ? decidedReport() : card();
  const first = subject.history.map((entry) => ({ ...entry, answers: undefined }));
  const history = [...first, ...storedHistory(subject.kind, seed)];
  const { stage, plan, closedAt } = replanned({ ...subject, history }, DEFAULT_LIBRARY, OPENED);
  const since =
    plan.params.since === undefined ? '' : ` since ${(Number(plan.params.since) - OPENED) / MINUTE}`;
  const closed = closedAt === null ? '' : ` closed ${(closedAt - OPENED) / MINUTE}`;
  const from = plan.notBefore === null ? '' : ` from ${(plan.notBefore - OPENED) / MINUTE}`;
  return `${seed} ${stage} ${plan.kind} ${plan.code} ${plan.attempt}${since}${from}${closed}`;
}

it('reads histories whose entries do not say what they answer as the version did that stored them', () => {
  const lines = Array.from({ length: SEEDS }, (_, seed) => lineOf(seed));
  expect(lines).toEqual(readFileSync(GOLDEN, 'utf8').trimEnd().split('\n'));
});
