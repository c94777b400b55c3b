import { pick } from '../../../central/demo/random.ts';
import type { NewMutation } from '../../../electron/sync/messages.ts';
import type { Case } from '../../../shared/case/case.ts';
import { attemptsOf } from '../../../shared/case/history.ts';
import { DAY, MINUTE, SECOND } from '../../../shared/time.ts';
import { weighted } from '../chance.ts';
import type { SimDesk } from '../desk.ts';
import type { World } from '../world.ts';
import { type Action, casesOf, isLead, pickCase } from './pick.ts';

type Weights = readonly (readonly [disposition: string, weight: number])[];

const BOTH: Weights = [
  ['NOANS', 16],
  ['BUSY', 6],
  ['REJECT', 3],
  ['VACANT', 3],
  ['LATER', 6],
  ['WRONG', 3],
  ['COMPLAIN', 5],
  ['DNC', 4],
];
const RESULTS: Readonly<Record<Case['kind'], Weights>> = {
  spam_report: [...BOTH, ['FB_OK', 10], ['FB_DISPUTE', 9], ['FB_MORE', 6]],
  real_name: [
    ...BOTH,
    ['RN_REFUSE', 24],
    ['RN_AGREE', 4],
    ['RN_SENT', 4],
    ['RN_OK', 3],
    ['RN_APPEAL', 6],
    ['RN_FAIL', 2],
  ],
};

function dispositionFor(world: World, { kind }: Case): string {
  return weighted(world.rng, RESULTS[kind]);
}

function resultOn(world: World, subject: Case): NewMutation {
  const disposition = dispositionFor(world, subject);
  // Nobody calls twice at once.
  world.now += 30 * SECOND;
  const endedAt = world.now;
  const second = subject.contact.altPhone !== null && world.rng.next() < 0.5;
  return {
    name: 'logAttempt',
    args: {
      caseId: subject.id,
      direction: world.rng.next() < 0.1 ? 'inbound' : 'outbound',
      disposition,
      startedAt: endedAt - 30 * SECOND,
      endedAt,
      note: '',
      reason: null,
      callbackAt: disposition === 'LATER' ? endedAt + DAY : null,
      dialled: second ? 'altPhone' : 'phone',
      evidence: disposition === 'RN_SENT' ? ['id_front'] : [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}

/** A call that this person may put right; null: there is none. */
function correctionOn(world: World, desk: SimDesk, subject: Case): NewMutation | null {
  const mine = attemptsOf(subject.history).filter(({ byId }) => byId === desk.user.id || isLead(desk.user));
  if (mine.length === 0) return null;
  const others = mine.filter(({ byId }) => byId !== desk.user.id);
  const attempt = pick(world.rng, others.length > 0 ? others : mine);
  if (attempt.byId !== desk.user.id) world.traps.fire("correction of another person's call");
  return {
    name: 'correctAttempt',
    args: {
      caseId: subject.id,
      attemptId: attempt.id,
      disposition: dispositionFor(world, subject),
      reason: null,
      callbackAt: world.now + DAY,
      dispositionsVersion: 1,
      why: 'mis-keyed',
    },
  };
}

/** Somebody calls, notes, looks at a number, or puts a result right. */
export const work: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const cases = casesOf(desk);
  if (cases.length === 0) return;
  const subject = pickCase(world, cases);
  if (subject.assigneeId !== desk.user.id) world.traps.fire('result for a case of somebody else');
  if (subject.stage === 'closed') world.traps.fire('result for a closed case');
  const { id: caseId } = subject;
  const made = weighted<NewMutation | null>(world.rng, [
    [resultOn(world, subject), 9],
    [{ name: 'addNote', args: { caseId, text: `note ${world.now}` } }, 2],
    [{ name: 'recordReveal', args: { caseId } }, 1],
    [correctionOn(world, desk, subject), 2],
    [
      { name: 'addNumber', args: { caseId, phone: `139${String(10_000_000 + world.between(0, 99_999))}` } },
      1,
    ],
  ]);
  if (made) desk.does(subject, made);
};

/** One person's busy spell: several calls of one case, some time apart. */
export const calls: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const cases = casesOf(desk).filter(({ stage }) => stage !== 'closed');
  if (cases.length === 0) return;
  const { id } = pickCase(world, cases);
  for (let call = world.between(1, 4); call > 0; call -= 1) {
    const subject = desk.reader.case(id);
    if (!subject) return;
    desk.does(subject, resultOn(world, subject));
    world.now += world.between(1, 40) * MINUTE;
  }
};

/** Somebody has been away from the network for so long that one request does not take what they did. */
export const hoard: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const cases = casesOf(desk).slice(0, 20);
  // A case keeps so many notes of one person on one day.
  if (cases.length < 5) return;
  world.traps.fire('more unsent than one request takes');
  world.note(`${desk.name} takes many notes`);
  desk.commit(
    ...Array.from({ length: world.between(101, 120) }, (_, n) => {
      const caseId = cases[n % cases.length]?.id ?? '';
      return { name: 'addNote' as const, args: { caseId, text: `note ${world.now} ${n}` } };
    }),
  );
};
