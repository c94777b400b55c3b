import { useMutation } from '@tanstack/react-query';
import type { Disposition } from '../../shared/case/disposition.ts';
import type { CaseView, QueueFilter } from '../../shared/ipc/view.ts';
import { queries, queryClient } from '../app/queries.ts';
import { useFilter, useView } from '../app/view-store.ts';
import { clock } from '../clock.ts';
import { call } from '../desk.ts';
import { applyChanges } from '../queue/changes.ts';
import { attemptOf } from './attempt.ts';
import { draftOf, forget, useWork } from './work-store.ts';

/** The case after this one in the list, or the first of it; null when the list is done. */
async function following(filter: QueueFilter, caseId: string): Promise<string | null> {
  const { nextId } = await call('queue.locate', { filter, caseId });
  if (nextId !== null) return nextId;
  const rows = await call('queue.rows', { filter, offset: 0, limit: 2 });
  return rows.find((row) => row.id !== caseId)?.id ?? null;
}

interface Save {
  view: CaseView;
  disposition: Disposition;
  stay: boolean;
}

/**
 * Logs the result of the open case. Succeeds only once it is durably on this machine; then the next case of
 * this list opens, unless one stays. A failed save changes nothing that was typed.
 */
export function useSave() {
  const filter = useFilter();
  const open = useView((view) => view.open);
  return useMutation({
    mutationFn: async ({ view, disposition, stay }: Save) => {
      const caseId = view.case.id;
      const next = stay ? caseId : await following(filter, caseId);
      const saved = await call('result.log', attemptOf(view, draftOf(caseId), disposition, clock.now()));
      await forget(caseId);
      return { saved, next };
    },
    onSuccess: ({ saved, next }, { view, disposition }) => {
      const { id, contact } = view.case;
      queryClient.setQueryData(queries.case(id).queryKey, { ...saved, draft: null });
      useWork.setState({ saved: { caseId: id, name: contact.name, disposition: disposition.code } });
      void queryClient.invalidateQueries({ queryKey: ['counts'] });
      applyChanges();
      if (next !== id) open(next);
    },
  });
}
