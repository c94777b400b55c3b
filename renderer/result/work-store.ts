import { create } from 'zustand';
import type { Draft } from '../../shared/ipc/view.ts';
import { call } from '../desk.ts';

export type CallPhase = 'idle' | 'calling' | 'wrapup';

export const BLANK: Draft = {
  disposition: null,
  note: '',
  reason: '',
  callbackAt: null,
  evidence: [],
  run: null,
  direction: 'outbound',
  dialled: null,
  startedAt: null,
  endedAt: null,
  policyVersion: null,
  dispositionsVersion: null,
};

interface Work {
  /** What is being worked on, by case; the call itself is part of it, so that it survives a restart. */
  drafts: Readonly<Record<string, Draft>>;
  /** The last result that reached the disk: shown for reassurance until other work begins. */
  saved: { caseId: string; name: string; disposition: string } | null;
}

export const useWork = create<Work>()(() => ({ drafts: {}, saved: null }));

const WRITE_AFTER_MS = 400;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Where the call of a draft stands. */
export function phaseOf(draft: Draft): CallPhase {
  if (draft.startedAt === null) return 'idle';
  return draft.endedAt === null ? 'calling' : 'wrapup';
}

function isBlank(draft: Draft): boolean {
  const answered = draft.run?.path.some((visit) => visit.answer !== null) ?? false;
  const typed = draft.note.trim() !== '' || draft.reason.trim() !== '';
  const chosen = draft.disposition !== null || draft.callbackAt !== null || draft.evidence.length > 0;
  return !answered && !typed && !chosen && draft.startedAt === null;
}

/** Whether somebody works on a case: then no row of the queue may move. */
export function isWorking(work: Work): boolean {
  return Object.values(work.drafts).some((draft) => !isBlank(draft));
}

/** The draft of a case as it is now. */
export function draftOf(caseId: string): Draft {
  return useWork.getState().drafts[caseId] ?? BLANK;
}

/** Takes over what the desk had kept for a case, unless newer typing is already here. */
export function adopt(caseId: string, kept: Draft | null): void {
  const { drafts } = useWork.getState();
  if (kept === null || drafts[caseId]) return;
  useWork.setState({ drafts: { ...drafts, [caseId]: kept } });
}

/** Changes a draft and keeps it on disk shortly after the last change. */
export function edit(caseId: string, patch: Partial<Draft>): void {
  const { drafts } = useWork.getState();
  const draft = { ...(drafts[caseId] ?? BLANK), ...patch };
  useWork.setState({
    drafts: { ...drafts, [caseId]: draft },
    saved: null,
  });
  clearTimeout(timers.get(caseId));
  timers.set(
    caseId,
    setTimeout(() => void keep(caseId), WRITE_AFTER_MS),
  );
}

async function keep(caseId: string): Promise<void> {
  clearTimeout(timers.get(caseId));
  timers.delete(caseId);
  const draft = useWork.getState().drafts[caseId];
  if (!draft) return;
  // A draft that could not be kept is still in memory and is written with the next change.
  await call('draft.save', { caseId, draft: isBlank(draft) ? null : draft }).catch(() => undefined);
}

/** Writes every draft that still waits: before sign-out, on leaving a case, when the window hides. */
export async function keepAll(): Promise<void> {
  await Promise.all([...timers.keys()].map(keep));
}

/** Drops a draft, once its result is on disk. */
export async function forget(caseId: string): Promise<void> {
  clearTimeout(timers.get(caseId));
  timers.delete(caseId);
  const { [caseId]: _, ...drafts } = useWork.getState().drafts;
  useWork.setState({ drafts });
  await call('draft.save', { caseId, draft: null }).catch(() => undefined);
}

/** Empties the memory between two sessions; what was kept stays in the desk file. */
export function clearWork(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  useWork.setState({ drafts: {}, saved: null });
}
