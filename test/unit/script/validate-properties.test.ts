import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import { answerOn } from '../../../shared/script/answers.ts';
import { SCRIPT_FAULT_CODES } from '../../../shared/script/fault.ts';
import type { Script } from '../../../shared/script/graph.ts';
import { outcomeOf } from '../../../shared/script/outcome.ts';
import {
  currentStep,
  type ScriptAction,
  type ScriptState,
  startScript,
  stepScript,
} from '../../../shared/script/runner.ts';
import { validateScript } from '../../../shared/script/validate.ts';
import { factsOf } from '../../../shared/script/variables.ts';
import type { ScriptContext } from '../../../shared/script/way.ts';
import { anyScript, questionsOf } from '../support/script-graphs.ts';

const faultsOf = (script: Script) => validateScript(script, DEFAULT_DISPOSITIONS);
const contextsOf = (script: Script): ScriptContext[] =>
  factsOf(script.kind).map((facts) => ({ script, facts }));

/** Everything that leads on from where one stands. */
function onward(state: ScriptState, script: Script): ScriptAction[] {
  const step = currentStep(state, script);
  if (step?.type === 'ask') return step.choices.map(({ id }) => ({ do: 'answer', answer: id }));
  if (step?.type === 'ask_text') return ['x', ''].map((answer) => ({ do: 'answer', answer }));
  return step && step.type !== 'end' ? [{ do: 'next' }] : [];
}

/**
 * All that decides how a script goes on: the step, in an objection also where it returns to, and the answers
 * that count.
 */
function standing(state: ScriptState, script: Script): string {
  const { run, position } = state;
  const path = run.path.slice(0, position + 1);
  const answers = questionsOf(script).map((id) => answerOn(path, script, id) ?? null);
  const returning = currentStep(state, script)?.type === 'objection' ? run.path.slice(position) : [];
  return JSON.stringify([path.at(-1)?.step, returning.map(({ step }) => step), answers]);
}

/** Every state that can be reached from these, by the ways on and, if wished, by objections. */
function explored(from: ScriptState[], context: ScriptContext, objecting: boolean): ScriptState[] {
  const { script } = context;
  const raises = objecting
    ? script.objections.map(({ id }): ScriptAction => ({ do: 'raise', objection: id }))
    : [];
  const found = new Map(from.map((state) => [standing(state, script), state]));
  for (const state of found.values()) {
    const interrupted = currentStep(state, script)?.type === 'objection';
    for (const action of [...onward(state, script), ...(interrupted ? [] : raises)]) {
      const next = stepScript(state, action, context);
      const key = standing(next, script);
      if (!found.has(key)) found.set(key, next);
    }
  }
  return [...found.values()];
}

const shownAt = (state: ScriptState, script: Script) => currentStep(state, script)?.id ?? '';
const finishedAmong = (states: ScriptState[], script: Script) =>
  states.filter((state) => outcomeOf(state, script).finished);

const anyPress = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 2 }).map((n) => ({ on: n })) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'back' } as const, { do: 'forward' } as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('o0', 'o1').map((objection) => ({ do: 'raise', objection }) as const),
  },
);

/** The script after a number of presses, as a hand might make them. */
function pressed(context: ScriptContext, presses: readonly (ScriptAction | { on: number })[]): ScriptState {
  return presses.reduce<ScriptState>((state, press) => {
    const ways = onward(state, context.script);
    const action = 'do' in press ? press : ways[press.on % Math.max(1, ways.length)];
    return action ? stepScript(state, action, context) : state;
  }, startScript(context));
}

describe('what the validator accepts', () => {
  const accepted = anyScript.filter((script) => faultsOf(script).length === 0);

  property.prop([accepted, fc.constantFrom(0, 1, 2, 3), fc.array(anyPress, { maxLength: 40 })], {
    numRuns: 200,
  })('can be finished, with a disposition, from wherever one has come to', (script, facts, presses) => {
    const context = contextsOf(script)[facts] ?? { script, facts: {} };
    const state = pressed(context, presses);
    const ends = finishedAmong(explored([state], context, false), script);
    expect(ends).not.toEqual([]);
    for (const end of ends) expect(outcomeOf(end, script).disposition).toBe('FB_OK');
  });
});

describe('what the validator rejects', () => {
  property.prop([anyScript])('has faults that have a name and a place', (script) => {
    const places = [
      'start',
      'title',
      'guards',
      ...[...script.steps, ...script.objections].map(({ id }) => id),
    ];
    for (const { code, step } of faultsOf(script)) {
      expect(SCRIPT_FAULT_CODES).toContain(code);
      expect(places).toContain(step);
    }
  });

  // Where branches run in a circle nothing is shown: a fault of its own.
  const plain = anyScript.filter(
    (script) =>
      questionsOf(script).length === 0 && !faultsOf(script).some(({ code }) => code === 'branch_loop'),
  );

  property.prop([plain], { numRuns: 200 })('is really stuck there, or never comes there', (script) => {
    const shown = new Set<string>();
    const stuck = new Set<string>();
    for (const context of contextsOf(script)) {
      const states = explored([startScript(context)], context, true);
      for (const state of states) {
        shown.add(shownAt(state, script));
        if (finishedAmong(explored([state], context, false), script).length === 0)
          stuck.add(shownAt(state, script));
      }
    }
    const found = (code: string) =>
      faultsOf(script).flatMap((fault) => (fault.code === code ? fault.step : []));
    const visible = script.steps.filter(({ type }) => type !== 'branch').map(({ id }) => id);
    const of = (ids: Iterable<string>) => [...ids].filter((id) => visible.includes(id)).sort();
    expect(of(found('unreachable'))).toEqual(visible.filter((id) => !shown.has(id)).sort());
    expect(of(found('dead_end'))).toEqual(of(stuck));
  });
});
