import { create } from 'zustand';
import type { DecisionName } from './offers.ts';

/** What somebody has begun to decide: kept while the form is closed, so that leaving it loses nothing. */
export interface Begun {
  choice: string | null;
  detail: string | null;
  text: string;
}

interface Decisions {
  /** The form that is open, and on which case. */
  opened: { caseId: string; name: DecisionName } | null;
  begun: Readonly<Record<string, Begun>>;
}

const NOTHING: Begun = { choice: null, detail: null, text: '' };
const keyOf = (caseId: string, name: DecisionName) => `${caseId} ${name}`;

export const useDecisions = create<Decisions>()(() => ({ opened: null, begun: {} }));

export function openDecision(caseId: string, name: DecisionName): void {
  useDecisions.setState({ opened: { caseId, name } });
}

export function closeDecision(): void {
  useDecisions.setState({ opened: null });
}

export function useBegun(caseId: string, name: DecisionName): Begun {
  return useDecisions(({ begun }) => begun[keyOf(caseId, name)]) ?? NOTHING;
}

export function writeDecision(caseId: string, name: DecisionName, patch: Partial<Begun>): void {
  useDecisions.setState(({ begun }) => {
    const key = keyOf(caseId, name);
    return { begun: { ...begun, [key]: { ...(begun[key] ?? NOTHING), ...patch } } };
  });
}

/** The decision is taken. */
export function forgetDecision(caseId: string, name: DecisionName): void {
  useDecisions.setState(({ begun }) => {
    const { [keyOf(caseId, name)]: _, ...rest } = begun;
    return { begun: rest, opened: null };
  });
}

/** Nothing of one session is left for the next. */
export function clearDecisions(): void {
  useDecisions.setState({ opened: null, begun: {} });
}
