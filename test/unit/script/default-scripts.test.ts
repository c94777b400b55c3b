import { describe, expect, it } from 'vitest';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import type { Script } from '../../../shared/script/graph.ts';
import { outcomeOf } from '../../../shared/script/outcome.ts';
import {
  currentStep,
  type ScriptAction,
  type ScriptState,
  startScript,
  stepScript,
} from '../../../shared/script/runner.ts';
import { renderText } from '../../../shared/script/template.ts';
import { validateScript } from '../../../shared/script/validate.ts';
import { factsOf, variablesOf } from '../../../shared/script/variables.ts';
import type { ScriptContext } from '../../../shared/script/way.ts';
import { card, decidedReport, OPENED } from '../support/builders.ts';

const { scripts, dispositions, policy } = DEFAULT_LIBRARY;

function actionsAt(state: ScriptState, script: Script): ScriptAction[] {
  const step = currentStep(state, script);
  if (step?.type === 'ask') return step.choices.map(({ id }) => ({ do: 'answer', answer: id }));
  if (step?.type === 'ask_text') {
    return [{ do: 'answer', answer: step.input === 'datetime' ? '2026-03-05T06:30:00Z' : '原话' }];
  }
  return step?.type === 'end' ? [] : [{ do: 'next' }];
}

/** Every way through a script that visits no step twice, from its start and from every objection. */
function ways(context: ScriptContext): ScriptState[] {
  const { script } = context;
  const start = startScript(context);
  const raised = script.objections
    .filter((objection) => objection.next !== null)
    .map(({ id }) => stepScript(start, { do: 'raise', objection: id }, context));
  const walk = (state: ScriptState): ScriptState[] => {
    const actions = actionsAt(state, script);
    if (actions.length === 0) return [state];
    return actions.flatMap((action) => {
      const next = stepScript(state, action, context);
      const arrived = next.run.path.at(-1)?.step;
      return state.run.path.some(({ step }) => step === arrived) ? [] : walk(next);
    });
  };
  return [start, ...raised].flatMap(walk);
}

describe.each([scripts.spam_report, scripts.real_name])('the default script of a $kind', (script) => {
  it('passes validation', () => {
    expect(validateScript(script, dispositions)).toEqual([]);
  });

  it('ends every way with a disposition whose demands the script asked for', () => {
    const suggested = new Set<string | null>();
    for (const facts of factsOf(script.kind)) {
      for (const state of ways({ script, facts })) {
        const outcome = outcomeOf(state, script);
        suggested.add(outcome.disposition);
        const known = dispositions.dispositions.find(({ code }) => code === outcome.disposition);
        expect(outcome.finished).toBe(true);
        expect(known?.kinds).toContain(script.kind);
        if (known?.demands.includes('callback_time')) expect(outcome.callbackAt).not.toBeNull();
        if (known?.demands.includes('reason')) expect(outcome.reason).toBe('原话');
        if (known?.demands.includes('note')) expect(outcome.note).toBe('原话');
      }
    }
    const offered = script.steps.flatMap((step) => (step.type === 'set' ? step.disposition : []));
    expect(suggested).toEqual(new Set(offered));
  });

  it.each(['zh', 'en'] as const)('leaves no blank in %s', (language) => {
    const subject = script.kind === 'spam_report' ? decidedReport() : card();
    const variables = variablesOf({
      subject,
      phoneTail: '1234',
      staffNumber: '1024',
      policy,
      evidenceHours: 72,
      at: OPENED,
      language,
    });
    const texts = [...script.steps, ...script.objections].flatMap((step) =>
      'text' in step ? [step.text[language]] : [],
    );
    for (const text of texts) expect(renderText(text, variables)).not.toMatch(/[{}〔〕]|undefined|null/);
  });

  it('speaks Chinese in Chinese and English in English, without exclamation marks', () => {
    for (const step of script.steps) {
      if (!('text' in step)) continue;
      expect(step.text.zh).toMatch(/\p{Script=Han}/u);
      expect(step.text.en).not.toMatch(/\p{Script=Han}/u);
      expect(step.text.zh + step.text.en).not.toMatch(/[!！]/);
    }
  });
});
