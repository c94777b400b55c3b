import { useCallback } from 'react';
import { create } from 'zustand';
import type { Draft } from '../../shared/ipc/view.ts';
import { clock } from '../clock.ts';
import { call } from '../desk.ts';
import { pinsOf } from './use-library.ts';
import { draftOf, edit, phaseOf, useWork } from './work-store.ts';

/** Why the last attempt to dial failed, for the case that it was about. */
export const useDialProblem = create<{ problem: { caseId: string; error: unknown } | null }>()(() => ({
  problem: null,
}));

/** A telephone holds one call: beginning one ends another that was left running. */
function begin(caseId: string, startedAt: number, call: Pick<Draft, 'direction' | 'dialled'>): void {
  for (const [other, draft] of Object.entries(useWork.getState().drafts)) {
    if (other !== caseId && phaseOf(draft) === 'calling') edit(other, { endedAt: startedAt });
  }
  edit(caseId, { ...call, startedAt, endedAt: null, ...pinsOf(draftOf(caseId)) });
}

/** Hands the number to the telephone and starts the clock of the call. */
export function useDial(caseId: string): (which: 'phone' | 'altPhone') => void {
  return useCallback(
    (which) => {
      useDialProblem.setState({ problem: null });
      call('case.dial', { caseId, which }).then(
        ({ startedAt }) => begin(caseId, startedAt, { direction: 'outbound', dialled: which }),
        (error: unknown) => useDialProblem.setState({ problem: { caseId, error } }),
      );
    },
    [caseId],
  );
}

/** Starts the clock of a call that was dialled on another telephone. */
export function startByHand(caseId: string): void {
  useDialProblem.setState({ problem: null });
  begin(caseId, clock.now(), { direction: 'outbound', dialled: null });
}

/** The person called in: starts the clock of their call. */
export function startInbound(caseId: string): void {
  useDialProblem.setState({ problem: null });
  begin(caseId, clock.now(), { direction: 'inbound', dialled: null });
}

/** The call is over; what is typed from now on is wrap-up. */
export function endCall(caseId: string): void {
  if (phaseOf(draftOf(caseId)) === 'calling') edit(caseId, { endedAt: clock.now() });
}
