import { randomUUID } from 'node:crypto';
import type { Case } from '../../shared/case/case.ts';
import { apply } from '../../shared/mutation/apply.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { asHeldBack } from '../../shared/policy/held-back.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { OpenDesk } from '../session/open-desk.ts';
import type { NewMutation } from '../sync/messages.ts';

/** A case as it would be behind a command, which this desk's own rows do not show, or not yet. */
export function afterwards(
  desk: OpenDesk,
  subject: Case,
  command: NewMutation,
  library: Library = desk.library,
): Case {
  const at = desk.now();
  const mutation = { ...command, id: randomUUID(), v: 1, at } as Mutation;
  const { id, role, teamId, permissions } = desk.user;
  const result = apply(mutation, new Map([[subject.id, subject]]), {
    author: { id, role, teamId, permissions },
    receivedAt: at,
    library,
    dispositionsOf: (version) =>
      version === library.dispositions.version
        ? library.dispositions
        : desk.reader.library.dispositions(version),
    tiesTo: ({ id: caseId }) => ({ had: false, visited: desk.isVisiting(caseId) }),
  });
  const [after = subject] = result.ok ? result.cases : [];
  return asHeldBack(after, desk.reader.calls.elsewhere(after), library);
}
