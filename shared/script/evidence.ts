const SEPARATOR = ';';
const MOST_KINDS = 20;
const LONGEST_KIND = 40;

/**
 * The documents that an answer names: codes of the policy (`id_front`) and, for others, what they were
 * called.
 */
export function evidenceOfAnswer(answer: string): string[] {
  const named = answer.split(/[;；]/).map((kind) => kind.trim().slice(0, LONGEST_KIND).trim());
  return [...new Set(named.filter((kind) => kind !== ''))].slice(0, MOST_KINDS);
}

/** The documents as one answer, to be stored in the path; empty when there are none. */
export function answerOfEvidence(evidence: readonly string[]): string {
  return evidenceOfAnswer(evidence.join(SEPARATOR)).join(SEPARATOR);
}
