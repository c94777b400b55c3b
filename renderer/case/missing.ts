import type { CaseView } from '../../shared/ipc/view.ts';

/** The documents that a case lacks: of a report, none. */
export function missingOf({ case: found }: CaseView): readonly string[] {
  return found.kind === 'real_name' ? found.facts.missing : [];
}
