import type { Case } from '../../../shared/case/case.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import type { Ledger } from '../ledger.ts';

const KNOWN = new Map(
  DEFAULT_DISPOSITIONS.dispositions.map((disposition) => [disposition.code, disposition]),
);

export type Proof = 'reached' | 'receipt' | 'verified';

/** Whether an entry makes a new end necessary: what closed the case before it is no proof any more. */
function opensAgain(entry: HistoryEntry, verdict: string | null): boolean {
  switch (entry.type) {
    case 'attempt': {
      const effect = KNOWN.get(entry.disposition)?.effect;
      if (effect?.do === 'review')
        return effect.code === 'dispute_review' || effect.code === 'complaint_review';
      return effect?.do === 'investigate';
    }
    case 'finding':
      return verdict !== null && verdict !== entry.verdict;
    case 'verification':
      return !entry.passed;
    default:
      return false;
  }
}

/** What an entry proves, if somebody outside the product remembers it so. */
function proofOf(entry: HistoryEntry, subject: Case, ledger: Ledger): Proof | null {
  switch (entry.type) {
    case 'attempt': {
      const call = ledger.callsTo(subject.contact.phone).find(({ id }) => id === entry.id);
      const known = KNOWN.get(call?.disposition ?? '');
      return known?.reached && known.final ? 'reached' : null;
    }
    case 'message': {
      const delivered = entry.step === 'delivered' && entry.purpose === 'feedback';
      return delivered && ledger.receipts.get(entry.requestId)?.good === true ? 'receipt' : null;
    }
    case 'verification': {
      const told = ledger.verifications.get(subject.externalId) ?? [];
      return entry.passed && told.some(({ good }) => good) ? 'verified' : null;
    }
    default:
      return null;
  }
}

/**
 * What proves that the loop of a case is closed: a call that its maker remembers as reached and final, a
 * message that the gateway delivered, evidence that the verifiers let pass; none of them outdated by an
 * objection, another verdict or a failed verification; that somebody is verified holds again once a lead has
 * heard what they objected. A measure that stands must have been taken back, as the operator's system
 * remembers it. Null: none.
 */
export function proofOfClosing(subject: Case, ledger: Ledger): Proof | null {
  let proof: Proof | null = null;
  let verified = false;
  let verdict: string | null = null;
  const standing = new Set<string>();
  for (const entry of subject.history) {
    if (opensAgain(entry, verdict)) proof = null;
    if (entry.type === 'finding') verdict = entry.verdict;
    if (entry.type === 'measure' && entry.step === 'applied') standing.add(entry.measureId);
    if (entry.type === 'measure' && entry.step === 'lifted' && ledger.lifted.get(entry.measureId)?.good)
      standing.clear();
    proof = proofOf(entry, subject, ledger) ?? proof;
    if (entry.type === 'verification') verified = proof === 'verified';
    if (entry.type === 'review' && verified) proof = 'verified';
  }
  return standing.size > 0 ? null : proof;
}
