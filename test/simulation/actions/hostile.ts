import { recoveringSince } from '../../../central/db/meta.ts';
import { pick } from '../../../central/demo/random.ts';
import type { NewMutation } from '../../../electron/sync/messages.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import { ROUTES } from '../../../shared/api/routes.ts';
import { PROTOCOL_VERSION } from '../../../shared/api/sync.ts';
import type { Case } from '../../../shared/case/case.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { idsFor } from '../chance.ts';
import type { World } from '../world.ts';
import { type Action, agentsOf, leadsOf, teamIds } from './pick.ts';

type Forged = NewMutation & { at: number };

/** What was pushed; `receipt`: what central says of the first piece. */
interface Pushed {
  ids: string[];
  receipt: string | null;
}

/** Pushes by hand, as a person can who has a session and a program of their own, on a machine of its own. */
async function push(
  world: World,
  user: SignedInUser,
  made: readonly Forged[],
  machine = idsFor(user.account, 'own program').uuid(),
  receipt: string | null = null,
): Promise<Pushed> {
  const { accessToken } = await world.central.signIn(user, machine);
  const mutations = made.map((mutation, index) => ({
    seq: index + 1,
    mutation: { ...mutation, id: world.ids.uuid(), v: 1 },
    ...(receipt !== null && { again: true, receipt }),
  }));
  for (const { mutation } of mutations) world.forged.add(mutation.id);
  const { method, path } = ROUTES.push;
  const body = { protocol: PROTOCOL_VERSION, clientId: world.ids.uuid(), deviceNow: world.now, mutations };
  const request = { method, path, body, token: accessToken };
  const { text } = await world.central.request(world.between(0, 1), request);
  const [result] = (JSON.parse(text) as { results?: { receipt?: string }[] }).results ?? [];
  return { ids: mutations.map(({ mutation }) => mutation.id), receipt: result?.receipt ?? null };
}

/** A call of somebody who does not call twice at once: nothing else of theirs lies beside it. */
function callNow(world: World, caseId: string, disposition: string, direction?: 'inbound'): Forged {
  world.now += 2 * MINUTE;
  return call(caseId, disposition, world.now, direction);
}

function call(
  caseId: string,
  disposition: string,
  at: number,
  direction: 'outbound' | 'inbound' = 'outbound',
): Forged {
  return {
    name: 'logAttempt',
    at,
    args: {
      caseId,
      direction,
      disposition,
      startedAt: at - MINUTE,
      endedAt: at,
      note: '',
      reason: null,
      callbackAt: null,
      dialled: 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}

async function someCase(world: World, teamId: string): Promise<Case | null> {
  const rows = await world.central.db
    .selectFrom('case_')
    .select('doc')
    .where('team_id', '=', teamId)
    .where('closed', '=', false)
    .orderBy('id')
    .execute();
  return rows.length === 0 ? null : (pick(world.rng, rows).doc as Case);
}

/** An agent of one team writes into a case of the other one. */
export const intrude: Action = async (world) => {
  const [own = '', other = ''] = world.rng.next() < 0.5 ? teamIds(world) : teamIds(world).reverse();
  const subject = await someCase(world, other);
  if (!subject) return;
  const user = pick(world.rng, agentsOf(world, own));
  const { id: caseId } = subject;
  const called = callNow(world, caseId, pick(world.rng, ['FB_OK', 'RN_OK', 'WRONG', 'NOANS', 'NONSENSE']));
  const { at } = called;
  const made: Forged[] = [
    called,
    { name: 'addNote', at, args: { caseId, text: 'of another team' } },
    { name: 'addNumber', at, args: { caseId, phone: '13999999999' } },
    { name: 'recordReveal', at, args: { caseId } },
  ];
  world.traps.fire('pushed by another team');
  world.note(`${user.account} intrudes into ${subject.externalId}`);
  await push(world, user, made);
};

/** An agent decides what is not theirs to decide. */
export const presume: Action = async (world) => {
  const [teamId = ''] = world.rng.next() < 0.7 ? teamIds(world) : teamIds(world).reverse();
  const subject = await someCase(world, teamId);
  if (!subject) return;
  const user = pick(world.rng, agentsOf(world, teamId));
  const { id: caseId, plan } = subject;
  const at = world.now;
  const measureId = typeof plan.params.measureId === 'string' ? plan.params.measureId : user.id;
  world.traps.fire('decided without the right to');
  world.note(`${user.account} presumes to decide about ${subject.externalId}`);
  await push(world, user, [
    { name: 'resolveReview', at, args: { caseId, decision: 'call_again', why: 'mine' } },
    { name: 'decideAppeal', at, args: { caseId, uphold: true, why: 'mine' } },
    { name: 'decideMeasure', at, args: { caseId, measureId, approve: true, why: 'mine' } },
    {
      name: 'reassign',
      at,
      args: { caseId, expected: subject.assignmentId, toId: user.id, commandId: null },
    },
  ]);
};

/** What central says of a note that somebody truly took: the call that is shown with it is none. */
async function receiptOfNote(world: World, user: SignedInUser, { id: caseId }: Case): Promise<string | null> {
  const note: Forged = { name: 'addNote', at: world.now, args: { caseId, text: 'for its receipt' } };
  const { receipt } = await push(world, user, [note]);
  if (receipt) world.traps.fire('receipt of other work shown');
  return receipt;
}

/**
 * Somebody says that a case was called again and again before it came in; a lead then confirms their own
 * calls.
 */
export const backDate: Action = async (world) => {
  const [teamId = ''] = world.rng.next() < 0.7 ? teamIds(world) : teamIds(world).reverse();
  const subject = await someCase(world, teamId);
  if (!subject) return;
  const byLead = world.rng.next() < 0.4;
  const user = pick(world.rng, byLead ? leadsOf(world, teamId) : agentsOf(world, teamId));
  const days = world.between(6, 12);
  world.traps.fire('back-dated calls pushed');
  world.note(`${user.account} back-dates ${days} calls of ${subject.externalId}`);
  const receipt = world.rng.next() < 0.5 ? await receiptOfNote(world, user, subject) : null;
  const made = Array.from({ length: days }, (_, day) =>
    call(subject.id, 'NOANS', world.now - (30 + days - day) * DAY),
  );
  const { ids: attemptIds } = await push(world, user, made, undefined, receipt);
  if (!byLead) return;
  world.traps.fire('own calls to be confirmed');
  const args = { caseId: subject.id, attemptIds, commandId: null };
  await push(world, user, [{ name: 'confirmCalls', at: world.now, args }]);
};

/** An agent who lost a case says that they noted another number while they had it. */
export const redirect: Action = async (world) => {
  // Such a number waits after a restore, until the case is its author's again.
  if ((await recoveringSince(world.central.db, world.now)) !== null) return;
  const subject = await someCase(world, pick(world.rng, teamIds(world)));
  const move = subject?.history.findLast((entry) => entry.type === 'assignment' && entry.fromId !== null);
  const user = world.people.find(({ id }) => move?.type === 'assignment' && id === move.fromId);
  if (!subject || !move || user?.role !== 'agent' || subject.assigneeId === user.id) return;
  const at = move.at - MINUTE;
  if (at > world.now - HOUR) return;
  world.traps.fire('number noted by who had the case');
  world.note(`${user.account} redirects the calls of ${subject.externalId}`);
  const args = { caseId: subject.id, phone: '13988888888' };
  await push(world, user, [{ name: 'addNumber', at, args }], world.ids.uuid());
};

/** Whether a person has, had, or may take a case that nobody has. */
const concerns = ({ assigneeId, history }: Case, { id }: SignedInUser): boolean =>
  assigneeId === null ||
  assigneeId === id ||
  history.some((entry) => entry.type === 'assignment' && (entry.toId === id || entry.fromId === id));

/** An agent says that the person of a colleague's case called in, and what they said. */
export const impersonate: Action = async (world) => {
  // Who could have known the case before a restore, nobody can tell.
  if ((await recoveringSince(world.central.db, world.now)) !== null) return;
  const [teamId = ''] = world.rng.next() < 0.7 ? teamIds(world) : teamIds(world).reverse();
  const subject = await someCase(world, teamId);
  const user = pick(world.rng, agentsOf(world, teamId));
  if (!subject || concerns(subject, user)) return;
  const said = subject.kind === 'real_name' ? ['RN_REFUSE', 'RN_OK'] : ['FB_OK'];
  world.traps.fire('call of a person who did not call in');
  world.note(`${user.account} impersonates the person of ${subject.externalId}`);
  await push(world, user, [callNow(world, subject.id, pick(world.rng, said), 'inbound')]);
};
