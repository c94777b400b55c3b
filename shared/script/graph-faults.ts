import type { ScriptFault, ScriptFaultCode } from './fault.ts';
import type { Script, ScriptStep } from './graph.ts';
import { factsOf } from './variables.ts';
import type { ScriptFacts } from './way.ts';

/** The steps that may follow each step. */
type Links = ReadonlyMap<string, readonly string[]>;

/** Every step that a step names as its next. */
export function nextOf(step: ScriptStep): string[] {
  switch (step.type) {
    case 'ask':
      return step.choices.map((choice) => choice.next);
    case 'branch':
      return [...step.cases.map((branch) => branch.next), step.otherwise];
    case 'end':
      return [];
    default:
      return [step.next];
  }
}

/** Where objections lead off to: they can be raised at any step. */
export function detours(script: Script): string[] {
  return script.objections.flatMap((objection) => objection.next ?? []);
}

/** The links of a script when the case has these facts; a branch on an answer may still go any way. */
function linksUnder(script: Script, facts: ScriptFacts): Links {
  return new Map(
    script.steps.map((step) => {
      if (step.type !== 'branch' || !Object.hasOwn(facts, step.variable)) return [step.id, nextOf(step)];
      const value = facts[step.variable];
      return [step.id, [step.cases.find(({ equals }) => equals === value)?.next ?? step.otherwise]];
    }),
  );
}

/** Every step that can be visited from the given ones, not going beyond those that `stop` names. */
export function visited(
  links: Links,
  from: readonly string[],
  stop: (id: string) => boolean = () => false,
): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const next = links.get(id);
    if (!next || seen.has(id)) continue;
    seen.add(id);
    if (!stop(id)) open.push(...next);
  }
  return seen;
}

/** The steps from which an end can be reached, whatever the branches on answers decide. */
function finishing(script: Script, links: Links): Set<string> {
  const sure = new Set<string>();
  const leadsOn = ({ id, type }: ScriptStep) => {
    const next = links.get(id) ?? [];
    if (type === 'branch') return next.every((target) => sure.has(target));
    return type === 'end' || next.some((target) => sure.has(target));
  };
  for (let before = -1; before < sure.size; ) {
    before = sure.size;
    for (const step of script.steps) if (!sure.has(step.id) && leadsOn(step)) sure.add(step.id);
  }
  return sure;
}

function fault(code: ScriptFaultCode): (step: string) => ScriptFault {
  return (step) => ({ code, step });
}

function nameFaults(script: Script): ScriptFault[] {
  const steps = new Set(script.steps.map(({ id }) => id));
  const ids = [...script.steps, ...script.objections].map(({ id }) => id);
  const targets: [string, string[]][] = [
    ['start', [script.start]],
    ...script.steps.map((step): [string, string[]] => [step.id, nextOf(step)]),
    ...script.objections.map(({ id, next }): [string, string[]] => [id, next === null ? [] : [next]]),
  ];
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(fault('duplicate_id')),
    ...targets
      .filter(([, next]) => next.some((id) => !steps.has(id)))
      .map(([id]) => fault('unknown_next')(id)),
  ];
}

/** Branches that come back to themselves through branches alone: nothing would ever be shown. */
function branchLoops(script: Script): ScriptFault[] {
  const branches = script.steps.filter((step) => step.type === 'branch');
  const links = new Map(branches.map((step) => [step.id, nextOf(step)]));
  return branches
    .filter((step) => visited(links, nextOf(step)).has(step.id))
    .map(({ id }) => fault('branch_loop')(id));
}

/**
 * What is wrong with the ways through a script, looked at for every combination of facts that a case can
 * have.
 */
export function graphFaults(script: Script): ScriptFault[] {
  const entries = [script.start, ...detours(script)];
  const is = (type: ScriptStep['type']) => {
    const ids = new Set(script.steps.filter((step) => step.type === type).map(({ id }) => id));
    return (id: string) => ids.has(id);
  };
  const [isSet, isEnd] = [is('set'), is('end')];
  const reached = new Set<string>();
  const dead = new Set<string>();
  const undecided = new Set<string>();
  for (const facts of factsOf(script.kind)) {
    const links = linksUnder(script, facts);
    const sure = finishing(script, links);
    for (const id of visited(links, entries)) {
      reached.add(id);
      if (!sure.has(id)) dead.add(id);
    }
    for (const id of visited(links, entries, isSet)) if (isEnd(id)) undecided.add(id);
  }
  const unreachable = script.steps.map(({ id }) => id).filter((id) => !reached.has(id));
  return [
    ...nameFaults(script),
    ...unreachable.map(fault('unreachable')),
    ...[...dead].map(fault('dead_end')),
    ...branchLoops(script),
    ...[...undecided].map(fault('no_disposition')),
  ];
}
