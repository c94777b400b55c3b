import { create } from 'zustand';
import { begunForms } from '../begun.ts';
import type { DecisionName } from './offers.ts';

export interface Begun {
  choice: string | null;
  detail: string | null;
  text: string;
  /** Ids of the open matters that the form has shown; null: it was not opened yet. */
  seen: string[] | null;
}

interface Opened {
  caseId: string;
  name: DecisionName;
  /** It is on its way: that the case waits for it no more is its own doing. */
  sending: boolean;
}

/** The form that is open, and on which case. */
export const useOpenDecision = create<{ opened: Opened | null }>()(() => ({
  opened: null,
}));

export const decisions = begunForms<Begun>({ choice: null, detail: null, text: '', seen: null });

export function openDecision(caseId: string, name: DecisionName): void {
  useOpenDecision.setState({ opened: { caseId, name, sending: false } });
}

export function closeDecision(): void {
  useOpenDecision.setState({ opened: null });
}

export function markSending(sending: boolean): void {
  useOpenDecision.setState(({ opened }) => ({ opened: opened && { ...opened, sending } }));
}

/** What decisions about a case are kept under. */
export const keyOf = (caseId: string, name: DecisionName): string => `${caseId} ${name}`;

/** Whether somebody has chosen or written something. */
export const isTouched = ({ choice, text }: Begun): boolean => choice !== null || text.trim() !== '';
