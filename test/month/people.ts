import { between } from '../../central/demo/random.ts';
import type { Case } from '../../shared/case/case.ts';
import { attemptsOf } from '../../shared/case/history.ts';
import type { NumberName } from '../../shared/case/kinds.ts';
import type { Rng } from '../../shared/ports.ts';
import { DAY, HOUR, MINUTE } from '../../shared/time.ts';
import { rngFor, weighted } from '../simulation/chance.ts';

/** What comes of a call. */
export interface Answer {
  disposition: string;
  reached: boolean;
  callbackAt: number | null;
  evidence: string[];
  note: string;
  reason: string | null;
  /** How long the call takes, ms. */
  length: number;
}

type Weights = readonly (readonly [disposition: string, weight: number])[];
type Nature = 'answers' | 'never' | 'vacant' | 'wrong' | 'no_calls' | 'foreign';

const NATURES: readonly (readonly [Nature, number])[] = [
  ['answers', 860],
  ['never', 80],
  ['vacant', 22],
  ['wrong', 18],
  ['no_calls', 14],
  ['foreign', 6],
];
const UNREACHED: Weights = [
  ['NOANS', 46],
  ['OFF', 14],
  ['BUSY', 11],
  ['UNREACH', 9],
  ['REJECT', 8],
  ['ASSIST', 4],
  ['SILENT', 3],
  ['LINE', 3],
  ['STOP', 1],
  ['LIMIT', 1],
];
const REPORTER: Weights = [
  ['FB_OK', 79],
  ['LATER', 9],
  ['FB_DISPUTE', 5],
  ['FB_MORE', 4],
  ['COMPLAIN', 2],
  ['DNC', 1],
];
/** Who objected once mostly accepts what came of it. */
const REPORTER_AGAIN: Weights = [
  ['FB_OK', 93],
  ['LATER', 5],
  ['FB_DISPUTE', 2],
];
const HOLDER: Weights = [
  ['RN_AGREE', 50],
  ['RN_OK', 15],
  ['RN_SENT', 9],
  ['LATER', 9],
  ['RN_REFUSE', 7],
  ['RN_OTHER', 5],
  ['RN_DONE', 2],
  ['COMPLAIN', 2],
  ['DNC', 1],
];
const PROMISED: Weights = [
  ['RN_SENT', 58],
  ['RN_AGREE', 18],
  ['RN_REFUSE', 12],
  ['LATER', 8],
  ['RN_FAIL', 4],
];
const BARRED: Weights = [
  ['RN_SENT', 45],
  ['RN_APPEAL', 35],
  ['RN_AGREE', 20],
];
const DEMANDS_NOTE = ['FB_MORE', 'RN_OTHER', 'RN_APPEAL', 'COMPLAIN'];
const DEMANDS_REASON = ['FB_DISPUTE', 'RN_REFUSE'];
const MOST_APPOINTMENTS = 2;
/** The operator's zone, ms. */
const ZONE = 8 * HOUR;

/** The people who are called: the same seed makes the same ones, each with a nature of their own. */
export class People {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** What comes of calling somebody now, or (`inbound`) of their calling in. */
  answer(
    subject: Case,
    now: number,
    { dialled, inbound }: { dialled: NumberName; inbound: boolean },
  ): Answer {
    const attempts = attemptsOf(subject.history);
    const rng = rngFor(this.#seed, 'call', subject.id, attempts.length);
    const disposition = inbound ? weighted(rng, this.#said(subject)) : this.#outcome(subject, rng, dialled);
    const reached = !UNREACHED.some(([code]) => code === disposition) && disposition !== 'VACANT';
    return {
      disposition,
      reached,
      callbackAt: disposition === 'LATER' ? agreed(rng, subject, now) : null,
      evidence: disposition === 'RN_SENT' && subject.kind === 'real_name' ? subject.facts.missing : [],
      note: DEMANDS_NOTE.includes(disposition) ? '见通话记录' : '',
      reason: DEMANDS_REASON.includes(disposition) ? '不认可' : null,
      length: reached ? between(rng, 70, 260) * 1_000 : between(rng, 20, 55) * 1_000,
    };
  }

  /** When, if ever, somebody who missed a call calls in. */
  callsBack(subject: Case, now: number): number | null {
    const rng = rngFor(this.#seed, 'back', subject.id, subject.history.length);
    if (this.#natureOf(subject) !== 'answers' || rng.next() > 0.06) return null;
    return now + between(rng, 5, 300) * MINUTE;
  }

  /** When a holder who agreed hands in their evidence without a further call; null: never. */
  handsIn(subject: Case, now: number, share: number): number | null {
    const rng = rngFor(this.#seed, 'upload', subject.id, subject.history.length);
    if (this.#natureOf(subject) === 'never' && rng.next() < 0.6) return null;
    return rng.next() < share ? now + between(rng, 1, 70) * HOUR : null;
  }

  /** When, if ever, a holder who was warned or barred hands in evidence or calls in. */
  reaction(caseId: string, now: number, shares: { handsIn: number; callsIn: number }) {
    const rng = rngFor(this.#seed, 'reaction', caseId, now);
    const later = () => now + between(rng, 1, 40) * HOUR;
    const handsInAt = rng.next() < shares.handsIn ? later() : null;
    const callsInAt = rng.next() < shares.callsIn ? later() : null;
    return { handsInAt, callsInAt };
  }

  #natureOf({ contact }: Pick<Case, 'contact'>): Nature {
    return weighted(rngFor(this.#seed, 'nature', contact.phone), NATURES);
  }

  #outcome(subject: Case, rng: Rng, dialled: NumberName): string {
    const nature = dialled === 'altPhone' ? 'answers' : this.#natureOf(subject);
    if (nature === 'vacant') return 'VACANT';
    const answers = rng.next() < (nature === 'never' ? 0 : subject.plan.code === 'appointment' ? 0.9 : 0.62);
    if (!answers) return weighted(rng, UNREACHED);
    if (nature === 'wrong') return 'WRONG';
    if (nature === 'foreign') return 'LANG';
    if (nature === 'no_calls') return 'DNC';
    return weighted(rng, this.#said(subject));
  }

  /** What somebody who is reached may say, as far as they are in it. */
  #said(subject: Case): Weights {
    const before = attemptsOf(subject.history).map(({ disposition }) => disposition);
    const appointments = before.filter((code) => code === 'LATER').length;
    const said = ((): Weights => {
      if (subject.kind === 'spam_report')
        return before.some((code) => ['FB_DISPUTE', 'FB_MORE', 'COMPLAIN'].includes(code))
          ? REPORTER_AGAIN
          : REPORTER;
      if (subject.plan.kind === 'measure' || subject.plan.params.barred !== undefined) return BARRED;
      return ['awaiting_evidence', 'verification_failed'].includes(subject.plan.code) ? PROMISED : HOLDER;
    })();
    return appointments < MOST_APPOINTMENTS ? said : said.filter(([code]) => code !== 'LATER');
  }
}

/**
 * A time that suits, in quarters of an hour; some name one at which nobody may be called. A report is
 * answered in time.
 */
function agreed(rng: Rng, subject: Case, now: number): number {
  const quarter = 15 * MINUTE;
  const soon = now + between(rng, 2, 14) * quarter;
  const day = Math.floor((now + ZONE) / DAY) * DAY - ZONE + between(rng, 1, 2) * DAY;
  const wished = rng.next() < 0.45 ? soon : day + between(rng, 37, rng.next() < 0.1 ? 86 : 78) * quarter;
  const latest = subject.kind === 'spam_report' ? Math.max(soon, subject.closeBy - DAY) : wished;
  return Math.ceil(Math.min(wished, latest) / quarter) * quarter;
}
