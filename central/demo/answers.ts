import { z } from 'zod';
import { type Confirmation, type Outcome, type Receipt, Verification } from '../../shared/api/outcomes.ts';
import { lotOf } from './desk.ts';

/** Of a hundred messages and measures so many fail. */
const FAILING = { messages: 6, measures: 5, evidence: 22 };

type Asked = Pick<Outcome, 'id' | 'type' | 'body'>;

/**
 * What the message gateway of the demo says of a request; null: that is none. The same request is always
 * answered the same.
 */
export function receiptOf({ id, type }: Asked, at: number): Receipt | null {
  if (type !== 'message.requested') return null;
  return lotOf(id) < FAILING.messages
    ? { messageId: id, status: 'failed', at, reason: '空号或停机' }
    : { messageId: id, status: 'delivered', at, reason: null };
}

/** What the operator's system of the demo did about a measure; null: it was not asked to do anything. */
export function confirmationOf({ id, type, body }: Asked, at: number): Confirmation | null {
  const measureId = String(body.measureId);
  if (type === 'measure.lift_requested') return { measureId, status: 'lifted', at, reason: null };
  if (type !== 'measure.approved') return null;
  return lotOf(id) < FAILING.measures
    ? { measureId, status: 'failed', at, reason: '号码状态不允许' }
    : { measureId, status: 'applied', at, reason: null };
}

const HandedIn = z.object({
  type: z.literal('result.logged'),
  body: z.object({
    result: z.object({ disposition: z.literal('RN_SENT'), direction: z.enum(['inbound', 'outbound']) }),
  }),
});

/** Whether a holder called in to hand in evidence, as they do whose card is barred. */
export function calledIn(outcome: Asked): boolean {
  return HandedIn.safeParse(outcome).data?.body.result.direction === 'inbound';
}

/**
 * What came of evidence that a holder handed in; null: none was. Who calls in for it has all that is missing.
 */
export function verificationOf(outcome: Asked, at: number): Verification | null {
  if (!HandedIn.safeParse(outcome).success) return null;
  const { id, body } = outcome;
  const passed = calledIn(outcome) || lotOf(id) >= FAILING.evidence;
  return Verification.parse({
    cardId: body.externalId,
    passed,
    at,
    reason: passed ? null : '照片模糊，无法辨认',
  });
}
