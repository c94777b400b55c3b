import { Case } from '../../shared/case/case.ts';

function isCase(document: unknown): document is Case {
  return Case.safeParse(document).success;
}

/** A stored document as a case; null when it is none: what is done for one case must not fail for another. */
export function readableCase(document: unknown): Case | null {
  return isCase(document) ? document : null;
}

/**
 * A stored document as a case. The document itself, not zod's copy: what a newer central added to it survives
 * a change by this one. Throws when it is no case.
 */
export function readCase(document: unknown): Case {
  if (!isCase(document)) throw new Error('a stored document is no case');
  return document;
}

/** A change that would leave a case which nobody can read: the case stays as it is. */
export class UnreadableCase extends Error {}

/** What a change makes of a case; null when it fails, or would leave what nobody can read. */
export function readableAfter<C extends Case>(change: () => C): C | null {
  try {
    const changed = change();
    return isCase(changed) ? changed : null;
  } catch {
    return null;
  }
}
