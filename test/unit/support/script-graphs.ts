import { fc } from '@fast-check/vitest';
import type { Script, ScriptStep } from '../../../shared/script/graph.ts';
import { ask, branch, decide, END, objection, open, say, scriptOf } from './scripts.ts';

const MOST = 7;
const CHOICES = ['a', 'b', 'c'];
const VERDICTS = ['confirmed', 'insufficient', 'other_network', 'none'];

const rawStep = fc.record({
  type: fc.constantFrom('say', 'ask', 'ask', 'open', 'verdict', 'answer'),
  /** How far each of up to three links leads: mostly on, sometimes back. */
  leaps: fc.array(
    fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: -3, max: 0 })),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
  links: fc.integer({ min: 1, max: 3 }),
  /** Which question a branch asks about, and which of its answers come first. */
  asks: fc.nat({ max: MOST - 1 }),
  from: fc.nat({ max: 2 }),
});
type RawStep = Parameters<Parameters<typeof rawStep.map>[0]>[0];

function stepAt(index: number, raw: readonly RawStep[]): ScriptStep {
  const id = `s${index}`;
  const { type = 'say', leaps = [], links = 1, asks = 0, from = 0 } = raw[index] ?? {};
  const target = (leap: number) => {
    const at = Math.max(0, index + leap);
    return at >= raw.length ? 'ok' : `s${at}`;
  };
  const [first = 1, ...others] = leaps;
  const cases = (values: readonly string[]) =>
    Object.fromEntries(
      others.slice(0, links).map((leap, n) => [values[(from + n) % values.length] ?? 'a', target(leap)]),
    );
  switch (type) {
    case 'ask':
      return ask(
        id,
        Object.fromEntries(leaps.slice(0, links).map((leap, n) => [CHOICES[n] ?? 'a', target(leap)])),
      );
    case 'open':
      return open(id, target(first));
    case 'verdict':
      return branch(id, 'verdict', cases(VERDICTS), target(first));
    case 'answer': {
      const question = raw[asks % raw.length];
      const values = question?.type === 'open' ? ['given', 'none'] : CHOICES.slice(0, question?.links ?? 1);
      return branch(id, `answer.s${asks % raw.length}`, cases(values), target(first));
    }
    default:
      return say(id, target(first));
  }
}

/** Without the steps that nothing leads to: what a careful author hands in. */
function pruned(script: Script): Script {
  const known = new Set([script.start, ...script.objections.map(({ next }) => next ?? script.start)]);
  for (let before = 0; before < known.size; ) {
    before = known.size;
    for (const step of script.steps) {
      if (!known.has(step.id)) continue;
      if ('next' in step) known.add(step.next);
      if (step.type === 'ask') for (const { next } of step.choices) known.add(next);
      if (step.type === 'branch')
        for (const { next } of [...step.cases, { next: step.otherwise }]) known.add(next);
    }
  }
  return { ...script, steps: script.steps.filter(({ id }) => known.has(id)) };
}

/** Scripts of up to nine steps that lead anywhere: many of them sound, many of them not. */
export const anyScript: fc.Arbitrary<Script> = fc
  .record({
    raw: fc.array(rawStep, { minLength: 1, maxLength: MOST }),
    objections: fc.array(fc.option(fc.nat({ max: MOST - 1 })), { maxLength: 2 }),
    prune: fc.boolean(),
  })
  .map(({ raw, objections, prune }) => {
    const steps = [...raw.map((_, index) => stepAt(index, raw)), decide('ok', 'finish'), END];
    const script = scriptOf(steps, {
      objections: objections.map((next, n) =>
        objection(`o${n}`, next === null ? null : `s${next % raw.length}`),
      ),
    });
    return prune ? pruned(script) : script;
  });

/** The questions whose answers decide branches of a script. */
export function questionsOf({ steps }: Script): string[] {
  return steps.flatMap((step) =>
    step.type === 'branch' && step.variable.startsWith('answer.')
      ? step.variable.slice('answer.'.length)
      : [],
  );
}
