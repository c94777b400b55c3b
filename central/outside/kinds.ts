import type { Confirmation, Receipt, Verification } from '../../shared/api/outcomes.ts';
import { recordConfirmation, recordReceipt, recordVerification } from '../../shared/mutation/outside.ts';
import { casesByExternalId } from '../db/cases.ts';
import { casesOfMeasures, casesOfMessages } from '../db/outcome-feed.ts';
import { casesAskedBefore } from '../db/outside-waiting.ts';
import { cardKey } from '../intake/entry-id.ts';
import type { OutsideKind } from './take.ts';

/** What became of messages that central requested. */
export const RECEIPTS: OutsideKind<Receipt> = {
  name: 'receipt',
  async casesOf(trx, items) {
    const ids = items.map(({ messageId }) => messageId);
    const found = await casesOfMessages(trx, ids);
    const before = await casesAskedBefore(trx, ids);
    return ids.map((id) => found.get(id) ?? before.get(id) ?? null);
  },
  keyOf: ({ messageId: about, status }) => ({ about, status }),
  waitsFor: ({ messageId }) => messageId,
  mayCome: ['not_found'],
  record: recordReceipt,
};

/** What the operator's system did about measures. */
export const CONFIRMATIONS: OutsideKind<Confirmation> = {
  name: 'confirmation',
  async casesOf(trx, items) {
    const found = await casesOfMeasures(
      trx,
      items.map(({ measureId }) => measureId),
    );
    return items.map(({ measureId }) => found.get(measureId) ?? null);
  },
  keyOf: ({ measureId: about, status }) => ({ about, status }),
  waitsFor: ({ measureId }) => measureId,
  mayCome: ['not_found', 'illegal_transition'],
  record: recordConfirmation,
};

/** What came of the verification of cards. */
export const VERIFICATIONS: OutsideKind<Verification> = {
  name: 'verification',
  async casesOf(trx, items, teamId) {
    const cardIds = items.map(({ cardId }) => cardId);
    const found = await casesByExternalId(trx, { teamId, kind: 'real_name' }, cardIds);
    return cardIds.map((cardId) => found.get(cardId) ?? null);
  },
  keyOf: ({ cardId: about, passed }) => ({ about, status: passed ? 'passed' : 'failed' }),
  waitsFor: ({ cardId }, teamId) => cardKey(teamId, cardId),
  mayCome: ['not_found'],
  record: recordVerification,
};
