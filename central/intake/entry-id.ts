import { v5 } from 'uuid';

/**
 * Of entries: their ids only tell whether the same was recorded before, and follow from the id of their case.
 */
const NAMESPACE = '5f0c1d5e-3f0b-4f57-9d5b-6a1c0d8e2b47';

/** The id of what a finding wrote into a case: the same finding is recorded once. */
export function findingEntryId(
  caseId: string,
  finding: { verdict: string; action: string | null; decidedAt: number },
) {
  return v5([caseId, finding.verdict, finding.action ?? '', finding.decidedAt].join(':'), NAMESPACE);
}

/** Id of the entry that an investigation leaves on a report: the same however often it arrives. */
export function investigationEntryId(id: string, cause: string): string {
  return v5(`investigation:${id}:${cause}`, NAMESPACE);
}

/** An id that is the same whenever it is made of the same name. */
export function derivedId(name: string): string {
  return v5(name, NAMESPACE);
}

/** A card of a team, also while its case is not there. */
export function cardKey(teamId: string, cardId: string): string {
  return derivedId(['card', teamId, cardId].join(':'));
}

/** Id of the entry that a report of another system leaves on a case: the same however often it arrives. */
export function outsideEntryId(about: string, status: string, at: number): string {
  return v5(`outside:${about}:${status}:${at}`, NAMESPACE);
}
