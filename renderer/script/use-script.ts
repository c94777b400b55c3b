import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { CaseView, Draft } from '../../shared/ipc/view.ts';
import { answerOfEvidence } from '../../shared/script/evidence.ts';
import type { Script } from '../../shared/script/graph.ts';
import { outcomeOf, type ScriptOutcome } from '../../shared/script/outcome.ts';
import {
  currentStep,
  resumeScript,
  type ScriptAction,
  type ScriptState,
  stepScript,
  type VisibleStep,
} from '../../shared/script/runner.ts';
import { branchFactsOf } from '../../shared/script/variables.ts';
import type { ScriptContext } from '../../shared/script/way.ts';
import { queries } from '../app/queries.ts';
import { missingOf } from '../case/missing.ts';
import { pinsOf } from '../result/use-library.ts';
import { BLANK, edit, useWork } from '../result/work-store.ts';

export interface ScriptSession {
  script: Script;
  state: ScriptState;
  step: VisibleStep | null;
  outcome: ScriptOutcome;
  /** Documents that the case lacks. */
  missing: readonly string[];
  dispatch(action: ScriptAction): void;
  /** Back to an earlier entry of the path; what was answered since then is kept. */
  revisit(position: number): void;
}

/**
 * The script of a case: the version that its call began with, else the newest. Null while this desk has none.
 */
function usePinnedScript(view: CaseView | undefined, pinned: number | undefined): Script | null {
  const kind = view?.case.kind ?? 'spam_report';
  const library = useQuery({ ...queries.library(), enabled: view !== undefined }).data;
  const newest = library?.scripts[kind] ?? null;
  const older = useQuery({
    ...queries.script(kind, pinned ?? 1),
    enabled: newest !== null && pinned !== undefined,
    // A newer version that arrives in mid-call finds this one here.
    initialData: () => (pinned === newest?.version ? newest : undefined),
  }).data;
  if (pinned === undefined || pinned === newest?.version) return newest;
  return older === null ? newest : (older ?? null);
}

/** What the script found out goes into the form, unless the agent has put something else there. */
function carried(draft: Draft, before: ScriptOutcome, after: ScriptOutcome): Partial<Draft> {
  const patch: Partial<Draft> = {};
  const follows = <T>(now: T, blank: T, was: T) => now === blank || now === was;
  if (after.disposition !== null && follows(draft.disposition, null, before.disposition)) {
    patch.disposition = after.disposition;
  }
  if (after.callbackAt !== null && follows(draft.callbackAt, null, before.callbackAt)) {
    patch.callbackAt = after.callbackAt;
  }
  if (after.reason !== null && follows(draft.reason, '', before.reason)) patch.reason = after.reason;
  const sameAs = (evidence: readonly string[]) =>
    answerOfEvidence(draft.evidence) === answerOfEvidence(evidence);
  if (after.evidence.length > 0 && (sameAs([]) || sameAs(before.evidence))) patch.evidence = after.evidence;
  if (after.note !== null && follows(draft.note, '', before.note)) patch.note = after.note;
  return patch;
}

/**
 * Drives the script of the open case; the path lives in the draft, so that it survives everything the draft
 * survives.
 */
export function useScript(view: CaseView | undefined): ScriptSession | null {
  const caseId = view?.case.id ?? '';
  const draft = useWork((work) => work.drafts[caseId]) ?? BLANK;
  const script = usePinnedScript(view, draft.run?.version);
  const [place, setPlace] = useState<Pick<ScriptState, 'position' | 'aside'> | null>(null);
  const context: ScriptContext | null = view && script ? { script, facts: branchFactsOf(view.case) } : null;
  const resumed = context ? resumeScript(context, draft.run) : null;
  const begun = draft.startedAt !== null && draft.run === null;
  const first = resumed?.run;
  useEffect(() => {
    if (begun && first) edit(caseId, { run: first });
  }, [begun, first, caseId]);
  if (!view || !script || !context || !resumed) return null;

  const last = resumed.run.path.length - 1;
  const { position, aside } = place ?? resumed;
  const state = { run: resumed.run, position: Math.min(position, Math.max(0, last)), aside };
  const outcome = outcomeOf(state, script);
  return {
    script,
    state,
    step: currentStep(state, script),
    outcome,
    missing: missingOf(view),
    dispatch: (action) => {
      const next = stepScript(state, action, context);
      if (next === state) return;
      setPlace(next);
      edit(caseId, { run: next.run, ...pinsOf(draft), ...carried(draft, outcome, outcomeOf(next, script)) });
    },
    revisit: (to) => setPlace({ position: to, aside }),
  };
}
