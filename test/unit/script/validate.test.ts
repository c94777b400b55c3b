import { describe, expect, it } from 'vitest';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { Script, ScriptStep } from '../../../shared/script/graph.ts';
import { type ScriptFaultCode, validateScript } from '../../../shared/script/validate.ts';

const text = { zh: '您好', en: 'Hello' };
const greet: ScriptStep = { id: 'greet', type: 'say', text, next: 'ok' };
const ok: ScriptStep = { id: 'ok', type: 'set', disposition: 'FB_OK', text, next: 'finish' };
const finish: ScriptStep = { id: 'finish', type: 'end', text };
const sound: Script = {
  kind: 'spam_report',
  version: 1,
  title: text,
  start: 'greet',
  steps: [greet, ok, finish],
  objections: [],
  guards: [],
};
const faults = (rest: Partial<Script>) => validateScript({ ...sound, ...rest }, DEFAULT_DISPOSITIONS);

describe('a script is rejected', () => {
  it('only for a reason', () => {
    expect(faults({})).toEqual([]);
  });

  it.each<[ScriptFaultCode, string, Partial<Script>]>([
    ['unknown_next', 'start', { start: 'gone' }],
    ['unknown_next', 'greet', { steps: [{ ...greet, next: 'gone' }, ok, finish] }],
    ['unknown_next', 'why', { objections: [{ id: 'why', label: text, text, next: 'gone' }] }],
    [
      'unreachable',
      'island',
      { steps: [greet, ok, finish, { id: 'island', type: 'say', text, next: 'finish' }] },
    ],
    ['dead_end', 'greet', { steps: [{ ...greet, next: 'greet' }, ok, finish] }],
    ['no_disposition', 'finish', { steps: [{ ...greet, next: 'finish' }, ok, finish] }],
    ['duplicate_id', 'greet', { objections: [{ id: 'greet', label: text, text, next: null }] }],
    [
      'unknown_variable',
      'greet',
      { steps: [{ ...greet, text: { zh: '{{ reported_name }}', en: 'x' } }, ok, finish] },
    ],
    ['unknown_variable', 'guards', { guards: [{ zh: '好', en: '{{ content }}' }] }],
    ['broken_template', 'title', { title: { zh: '{{ brand', en: 'x' } }],
    ['missing_language', 'greet', { steps: [{ ...greet, text: { zh: '您好', en: ' ' } }, ok, finish] }],
    ['unknown_disposition', 'ok', { steps: [greet, { ...ok, disposition: 'RN_OK' }, finish] }],
    [
      'unknown_variable',
      'split',
      {
        start: 'split',
        steps: [
          greet,
          ok,
          finish,
          {
            id: 'split',
            type: 'branch',
            variable: 'mood',
            cases: [{ equals: 'x', next: 'greet' }],
            otherwise: 'ok',
          },
        ],
      },
    ],
  ])('for %s at %s', (code, step, rest) => {
    expect(faults(rest)).toContainEqual({ code, step });
  });
});
