import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Disposition } from '../../shared/case/disposition.ts';
import type { CaseView, Draft } from '../../shared/ipc/view.ts';
import { clock } from '../clock.ts';
import { call } from '../desk.ts';
import { attemptOf } from './attempt.ts';

/** What saving would lead to, asked again whenever something changes that could matter. */
export function usePreview(view: CaseView, draft: Draft, disposition: Disposition | undefined) {
  const facts = {
    disposition: disposition?.code ?? null,
    callbackAt: draft.callbackAt,
    evidence: draft.evidence,
    versions: [draft.policyVersion, draft.dispositionsVersion],
    noted: draft.note.trim() !== '',
    reasoned: draft.reason.trim() !== '',
    direction: draft.direction,
    dialled: draft.dialled,
    calling: draft.startedAt !== null && draft.endedAt === null,
  };
  const [settled] = useDebouncedValue(JSON.stringify(facts), 60);
  return useQuery({
    queryKey: ['preview', view.case.id, settled],
    queryFn: () => {
      if (!disposition) throw new Error('A preview needs a disposition');
      return call('result.preview', attemptOf(view, draft, disposition, clock.now()));
    },
    enabled: disposition !== undefined && settled === JSON.stringify(facts),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}
