import type { ScriptFault } from './fault.ts';
import type { Script, ScriptText } from './graph.ts';
import { variablesIn } from './template.ts';
import { VARIABLES } from './variables.ts';

function textsOf(script: Script): [string, ScriptText][] {
  return [
    ['title', script.title],
    ...script.guards.map((text): [string, ScriptText] => ['guards', text]),
    ...script.objections.flatMap(({ id, label, text }): [string, ScriptText][] => [
      [id, label],
      [id, text],
    ]),
    ...script.steps.flatMap((step): [string, ScriptText][] => {
      if (step.type === 'branch') return [];
      const labels = step.type === 'ask' ? step.choices.map((choice) => choice.label) : [];
      return [step.text, ...labels].map((text) => [step.id, text]);
    }),
  ];
}

/** What is wrong with the words of a script: a language is missing, or a blank that nothing fills. */
export function textFaults(script: Script): ScriptFault[] {
  const known: readonly string[] = VARIABLES[script.kind];
  return textsOf(script).flatMap(([step, text]) =>
    [text.zh, text.en].flatMap((template): ScriptFault[] => {
      if (template.trim() === '') return [{ code: 'missing_language', step }];
      const used = variablesIn(template);
      if (!used) return [{ code: 'broken_template', step }];
      return used.some((name) => !known.includes(name)) ? [{ code: 'unknown_variable', step }] : [];
    }),
  );
}
