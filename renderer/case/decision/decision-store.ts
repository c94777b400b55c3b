import { create } from 'zustand';
import { begunForms } from '../begun.ts';
import type { DecisionName } from './offers.ts';

export interface Begun {
  choice: string | null;
  detail: string | null;
  text: string;
}

/** The form that is open, and on which case. */
export const useOpenDecision = create<{ opened: { caseId: string; name: DecisionName } | null }>()(() => ({
  opened: null,
}));

export const decisions = begunForms<Begun>({ choice: null, detail: null, text: '' });

export function openDecision(caseId: string, name: DecisionName): void {
  useOpenDecision.setState({ opened: { caseId, name } });
}

export function closeDecision(): void {
  useOpenDecision.setState({ opened: null });
}
