import { z } from 'zod';
import { CaseKind } from '../case/kinds.ts';

/** A sentence in both languages; a Liquid template over the script's variables. */
export const ScriptText = z.object({ zh: z.string().min(1).max(1_000), en: z.string().min(1).max(1_000) });
export type ScriptText = z.infer<typeof ScriptText>;

const StepId = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

const Choice = z.object({ id: StepId, label: ScriptText, next: StepId });

/**
 * One step. `say`: read aloud, go on. `ask`: read aloud, then a numbered choice. `ask_text`: an open
 * question, which may stay open. `branch`: decided by a fact of the case or by an earlier answer, never
 * shown. `set`: suggests a disposition and goes on to the end. `end`: the call is over.
 */
export const ScriptStep = z.discriminatedUnion('type', [
  z.object({ id: StepId, type: z.literal('say'), text: ScriptText, next: StepId }),
  z.object({ id: StepId, type: z.literal('ask'), text: ScriptText, choices: z.array(Choice).min(1).max(9) }),
  z.object({
    id: StepId,
    type: z.literal('ask_text'),
    text: ScriptText,
    variable: StepId,
    /**
     * `datetime` answers are an ISO 8601 instant, `evidence` answers the documents handed in
     * (`id_front;id_back`).
     */
    input: z.enum(['text', 'datetime', 'evidence']),
    next: StepId,
  }),
  z.object({
    id: StepId,
    type: z.literal('branch'),
    /** A fact of the case (`verdict`), or `answer.` and the id of a question. */
    variable: z.string().min(1).max(60),
    cases: z.array(z.object({ equals: z.string().max(60), next: StepId })).min(1),
    otherwise: StepId,
  }),
  z.object({
    id: StepId,
    type: z.literal('set'),
    disposition: z.string().max(40),
    text: ScriptText,
    next: StepId,
  }),
  z.object({ id: StepId, type: z.literal('end'), text: ScriptText }),
]);
export type ScriptStep = z.infer<typeof ScriptStep>;

/**
 * An objection that can be raised at any step: what to answer, then back to where one was or off to a step.
 */
export const Objection = z.object({
  id: StepId,
  label: ScriptText,
  text: ScriptText,
  next: StepId.nullable(),
});
export type Objection = z.infer<typeof Objection>;

/**
 * A call-back script: a versioned, immutable graph. `guards` are rules that stay in sight during the whole
 * call.
 */
export const Script = z.object({
  kind: CaseKind,
  version: z.int().positive(),
  title: ScriptText,
  start: StepId,
  steps: z.array(ScriptStep).min(1).max(200),
  objections: z.array(Objection).max(20),
  guards: z.array(ScriptText).max(10),
});
export type Script = z.infer<typeof Script>;

/** The path through a script with its answers, stored with the result and pinned to the version. */
export const ScriptRun = z.object({
  kind: CaseKind,
  version: z.int().positive(),
  /** Steps visited in order, with the choice id, text or instant given there (null: only read). */
  path: z.array(z.object({ step: StepId, answer: z.string().max(1_000).nullable() })).max(400),
});
export type ScriptRun = z.infer<typeof ScriptRun>;
