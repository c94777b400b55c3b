import { describe, expect, it } from 'vitest';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { ScriptFaultCode } from '../../../shared/script/fault.ts';
import type { Script, ScriptStep } from '../../../shared/script/graph.ts';
import { validateScript } from '../../../shared/script/validate.ts';
import { ask, branch, decide, END, objection, open, say, scriptOf, text } from '../support/scripts.ts';

const greet = say('greet', 'ok');
const ok = decide('ok', 'finish');
const sound = scriptOf([greet, ok, END]);
const faults = (rest: Partial<Script>) => validateScript({ ...sound, ...rest }, DEFAULT_DISPOSITIONS);
/** A sound script with these steps before its end. */
const steps = (...first: ScriptStep[]): Partial<Script> => ({
  start: first[0]?.id ?? '',
  steps: [...first, ok, END],
});

describe('a script is accepted', () => {
  it.each<[string, Partial<Script>]>([
    ['that only greets', {}],
    [
      'whose branches decide on a choice and on an open question',
      steps(
        ask('who', { owner: 'why', other: 'why' }),
        open('why', 'by_who', 'text', 'reason'),
        branch('by_who', 'answer.who', { owner: 'by_why' }, 'ok'),
        branch('by_why', 'answer.why', { given: 'ok', none: 'greet' }, 'ok'),
        greet,
      ),
    ],
    [
      'that asks again, with a way out',
      steps(
        ask('again', { no: 'by_again', yes: 'ok' }),
        branch('by_again', 'answer.again', { no: 'again' }, 'ok'),
      ),
    ],
    [
      'whose branch asks about a question that only an objection comes back behind',
      {
        ...steps(
          ask('who', { owner: 'ok', other: 'greet' }),
          greet,
          branch('by_who', 'answer.who', { owner: 'greet' }, 'ok'),
        ),
        objections: [objection('why', 'by_who')],
      },
    ],
  ])('%s', (_, rest) => {
    expect(faults(rest)).toEqual([]);
  });
});

describe('a script is rejected', () => {
  it.each<[ScriptFaultCode, string, Partial<Script>]>([
    ['unknown_next', 'start', { start: 'gone' }],
    ['unknown_next', 'greet', { steps: [say('greet', 'gone'), ok, END] }],
    ['unknown_next', 'why', { objections: [objection('why', 'gone')] }],
    ['unreachable', 'island', { steps: [greet, ok, END, say('island', 'finish')] }],
    [
      'unreachable',
      'greet',
      steps(
        branch('split', 'verdict', { confirmed: 'ok' }, 'again'),
        branch('again', 'verdict', { confirmed: 'greet' }, 'ok'),
        greet,
      ),
    ],
    ['dead_end', 'greet', { steps: [say('greet', 'greet'), ok, END] }],
    [
      'dead_end',
      'greet',
      steps(say('greet', 'split'), branch('split', 'verdict', { confirmed: 'ok' }, 'greet')),
    ],
    [
      'dead_end',
      'sure',
      steps(
        ask('sure', { yes: 'by_sure', no: 'by_sure' }),
        branch('by_sure', 'answer.sure', { yes: 'ok' }, 'sure'),
      ),
    ],
    ['no_disposition', 'finish', { steps: [say('greet', 'finish'), ok, END] }],
    [
      'branch_loop',
      'split',
      steps(
        branch('split', 'verdict', { confirmed: 'again' }, 'ok'),
        branch('again', 'verdict', { insufficient: 'split' }, 'ok'),
      ),
    ],
    ['duplicate_id', 'greet', { objections: [objection('greet', null)] }],
    [
      'duplicate_choice',
      'who',
      steps({
        id: 'who',
        type: 'ask',
        text,
        choices: ['a', 'a'].map((id, n) => ({ id, label: { zh: `选${n}`, en: `${n}` }, next: 'ok' })),
      }),
    ],
    [
      'duplicate_choice',
      'who',
      steps({
        id: 'who',
        type: 'ask',
        text,
        choices: ['a', 'b'].map((id) => ({ id, label: { zh: `选${id}`, en: 'Yes' }, next: 'ok' })),
      }),
    ],
    [
      'duplicate_value',
      'split',
      steps({
        ...branch('split', 'verdict', {}, 'ok'),
        type: 'branch',
        variable: 'verdict',
        cases: ['none', 'none'].map((equals) => ({ equals, next: 'ok' })),
        otherwise: 'ok',
      }),
    ],
    [
      'unknown_variable',
      'greet',
      steps({ id: 'greet', type: 'say', text: { zh: '{{ reported_name }}', en: 'x' }, next: 'ok' }),
    ],
    ['unknown_variable', 'guards', { guards: [{ zh: '好', en: '{{ content }}' }] }],
    ['unknown_variable', 'split', steps(branch('split', 'mood', { x: 'greet' }, 'ok'), greet)],
    ['unknown_variable', 'split', steps(branch('split', 'constructor', { x: 'greet' }, 'ok'), greet)],
    ['unknown_value', 'split', steps(branch('split', 'verdict', { perhaps: 'greet' }, 'ok'), greet)],
    [
      'unknown_value',
      'split',
      steps(ask('who', { owner: 'split' }), branch('split', 'answer.who', { tenant: 'greet' }, 'ok'), greet),
    ],
    [
      'unknown_value',
      'split',
      steps(open('who', 'split'), branch('split', 'answer.who', { owner: 'greet' }, 'ok'), greet),
    ],
    ['unknown_question', 'split', steps(branch('split', 'answer.gone', { x: 'greet' }, 'ok'), greet)],
    [
      'unknown_question',
      'split',
      steps(say('greet', 'split'), branch('split', 'answer.greet', { given: 'ok' }, 'ok')),
    ],
    [
      'answer_too_late',
      'split',
      steps(branch('split', 'answer.who', { owner: 'who' }, 'who'), ask('who', { owner: 'ok' })),
    ],
    ['wrong_input', 'when', steps(open('when', 'ok', 'text', 'callback_at'))],
    ['wrong_input', 'papers', steps(open('papers', 'ok', 'evidence', 'note'))],
    ['broken_template', 'title', { title: { zh: '{{ brand', en: 'x' } }],
    [
      'missing_language',
      'greet',
      steps({ id: 'greet', type: 'say', text: { zh: '您好', en: ' ' }, next: 'ok' }),
    ],
    [
      'missing_language',
      'why',
      { objections: [{ ...objection('why', null), label: { zh: '', en: 'Why' } }] },
    ],
    ['unknown_disposition', 'ok', { steps: [greet, decide('ok', 'finish', 'RN_OK'), END] }],
  ])('for %s at %s', (code, step, rest) => {
    expect(faults(rest)).toContainEqual({ code, step });
  });
});
