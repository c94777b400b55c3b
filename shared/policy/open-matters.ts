import type { ReadEntry } from '../case/history.ts';
import { wouldEnd } from './after-attempt.ts';
import { knows, type OpenMatter, type Raised, raisedBy } from './matters.ts';
import type { Reading } from './standing.ts';

type Kind = OpenMatter['kind'];
type Decision = Extract<ReadEntry, { type: 'finding' | 'review' | 'appeal' }>;

const BY_ANY_REVIEW: readonly Kind[] = [
  'complaint_review',
  'dispute_review',
  'new_evidence',
  'doubtful_review',
];

/** Which kinds of matters a decision settles when its maker knew them. */
function settledBy(decision: Decision): readonly Kind[] {
  switch (decision.type) {
    case 'finding':
      return ['dispute_review', 'new_evidence'];
    case 'appeal':
      return ['appeal_review'];
    case 'review':
      return decision.decision === 'call_again' ? [...BY_ANY_REVIEW, 'do_not_call'] : BY_ANY_REVIEW;
  }
}

/** Whether a decision settles a matter. */
export function ends(decision: Decision, matter: OpenMatter): boolean {
  return settledBy(decision).includes(matter.kind) && knows(decision, matter);
}

/** What a decision leaves open. */
export function answered({ open }: Pick<Reading, 'open'>, decision: Decision): readonly OpenMatter[] {
  return open.filter((matter) => !ends(decision, matter));
}

/**
 * Which kinds of matters a call ends when its desk had them: the person's word, that of a lead ends the
 * others.
 */
function settledByCall({ standing }: Reading, done: Reading): readonly Kind[] {
  if (done.standing === standing) return [];
  if (done.standing.is === 'closed') return ['dispute_review', 'new_evidence'];
  return done.standing.is === 'appointment' ? ['do_not_call'] : [];
}

function leftAfter(before: Reading, done: Reading, entry: ReadEntry): readonly OpenMatter[] {
  const { open } = before;
  switch (entry.type) {
    case 'attempt': {
      const settled = entry.doubtful ? [] : settledByCall(before, done);
      return open.filter((matter) => !(settled.includes(matter.kind) && knows(entry, matter)));
    }
    case 'review':
      // Where no call follows, the wish for none stays.
      return open.filter(
        (matter) => !ends(entry, matter) || (matter.kind === 'do_not_call' && done.standing.is === 'closed'),
      );
    case 'finding':
    case 'appeal':
      return answered(before, entry);
    default:
      return open;
  }
}

/**
 * What entries that do not say what they answer ended when they were stored: whatever displaced new evidence,
 * or closed the case.
 */
function withoutOld(
  open: readonly OpenMatter[],
  before: Reading,
  done: Reading,
  entry: ReadEntry,
): readonly OpenMatter[] {
  if (open.length === 0) return open;
  const { standing } = done;
  const isOld = !('answers' in entry) || entry.answers === undefined;
  const ended = (kind: Kind): boolean => {
    if (kind === 'new_evidence')
      return isOld && before.standing.is === 'new_evidence' && standing.is !== 'new_evidence';
    if (kind === 'appeal_review') return isOld && entry.type === 'verification' && entry.passed;
    return kind !== 'do_not_call' && standing.is === 'closed' && standing.old;
  };
  return open.filter((matter) => !(matter.old && ended(matter.kind)));
}

function raised(done: Reading, entry: ReadEntry, raiser: Raised): OpenMatter | null {
  const { standing } = done;
  const since = entry.at;
  if (entry.type === 'review') {
    const old = entry.answers === undefined;
    const begins = entry.decision === 'investigate' && standing.is !== 'closed';
    if (!begins || (old && standing.is !== 'new_evidence')) return null;
    return { kind: 'new_evidence', id: entry.id, old, since };
  }
  if (entry.type === 'attempt' && wouldEnd(entry)) return { kind: 'doubtful_review', since, ...raiser };
  const kind = entry.type === 'attempt' ? raisedBy(entry.effect) : null;
  if (kind === null) return null;
  const shows = standing.is === kind || (standing.is === 'review' && standing.code === kind);
  const lasts = kind === 'do_not_call' || kind === 'appeal_review' || shows;
  return raiser.old && !lasts ? null : { kind, since, ...raiser };
}

/** The open matters behind an entry; `done`: how the case stands then. */
export function openAfter(
  before: Reading,
  done: Reading,
  entry: ReadEntry,
  raiser: Raised,
): readonly OpenMatter[] {
  const left = withoutOld(leftAfter(before, done, entry), before, done, entry);
  const matter = raised(done, entry, raiser);
  const open = matter ? [...left, matter] : left;
  // What a doubtful call would have ended has ended.
  return done.standing.is === 'closed' ? open.filter(({ kind }) => kind !== 'doubtful_review') : open;
}
