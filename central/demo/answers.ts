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

/** What came of evidence that a holder handed in; null: none was. */
export function verificationOf({ id, type, body }: Asked, at: number): Verification | null {
  const result = body.result;
  const sent =
    type === 'result.logged' &&
    typeof result === 'object' &&
    result !== null &&
    'disposition' in result &&
    result.disposition === 'RN_SENT';
  if (!sent) return null;
  const passed = lotOf(id) >= FAILING.evidence;
  return Verification.parse({
    cardId: body.externalId,
    passed,
    at,
    reason: passed ? null : '照片模糊，无法辨认',
  });
}
