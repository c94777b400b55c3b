import type { Script, ScriptStep } from '../../../shared/script/graph.ts';

export const text = { zh: '您好', en: 'Hello' };

export const say = (id: string, next: string): ScriptStep => ({ id, type: 'say', text, next });

/** A question; `choices` maps each choice to the step behind it. */
export const ask = (id: string, choices: Readonly<Record<string, string>>): ScriptStep => ({
  id,
  type: 'ask',
  text,
  choices: Object.entries(choices).map(([choice, next]) => ({
    id: choice,
    label: { zh: `选${choice}`, en: choice },
    next,
  })),
});

export const open = (
  id: string,
  next: string,
  input: 'text' | 'datetime' | 'evidence' = 'text',
  variable = id,
): ScriptStep => ({ id, type: 'ask_text', text, variable, input, next });

/** A branch; `cases` maps each value to the step behind it. */
export const branch = (
  id: string,
  variable: string,
  cases: Readonly<Record<string, string>>,
  otherwise: string,
): ScriptStep => ({
  id,
  type: 'branch',
  variable,
  cases: Object.entries(cases).map(([equals, next]) => ({ equals, next })),
  otherwise,
});

export const decide = (id: string, next: string, disposition = 'FB_OK'): ScriptStep => ({
  id,
  type: 'set',
  disposition,
  text,
  next,
});

export const END: ScriptStep = { id: 'finish', type: 'end', text };

export const objection = (id: string, next: string | null): Script['objections'][number] => ({
  id,
  label: text,
  text,
  next,
});

/** A script of these steps, beginning with the first. */
export function scriptOf(steps: ScriptStep[], rest: Partial<Script> = {}): Script {
  return {
    kind: 'spam_report',
    version: 1,
    title: text,
    start: steps[0]?.id ?? '',
    steps,
    objections: [],
    guards: [],
    ...rest,
  };
}
