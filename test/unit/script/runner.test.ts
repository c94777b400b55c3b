import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { DEFAULT_REAL_NAME_SCRIPT } from '../../../shared/script/default-real-name.ts';
import { DEFAULT_SPAM_REPORT_SCRIPT } from '../../../shared/script/default-spam-report.ts';
import { ScriptRun } from '../../../shared/script/graph.ts';
import { outcomeOf } from '../../../shared/script/outcome.ts';
import {
  currentStep,
  resumeScript,
  type ScriptAction,
  type ScriptState,
  startScript,
  stepScript,
  trailOf,
} from '../../../shared/script/runner.ts';

const script = DEFAULT_SPAM_REPORT_SCRIPT;
const context = { script, facts: { verdict: 'confirmed' } };
const choose = (answer: string): ScriptAction => ({ do: 'answer', answer });
const play = (state: ScriptState, ...actions: ScriptAction[]) =>
  actions.reduce((current, action) => stepScript(current, action, context), state);
const at = (state: ScriptState) => currentStep(state, script)?.id;
const next: ScriptAction = { do: 'next' };
const back: ScriptAction = { do: 'back' };
const forward: ScriptAction = { do: 'forward' };

describe('a script', () => {
  it('goes by the answers, decides branches by the facts, and ends in a disposition', () => {
    const told = play(startScript(context), choose('yes'), choose('go_on'));
    expect(at(told)).toBe('confirmed');
    const done = play(told, next, choose('accepts'), next);
    expect(outcomeOf(done, script)).toMatchObject({ finished: true, disposition: 'FB_OK' });
    expect(done.run.path.map(({ step }) => step)).toEqual([
      'greeting',
      'permission',
      'confirmed',
      'acceptance',
      'accepted',
      'finish',
    ]);
  });

  it.each([
    ['insufficient', 'insufficient'],
    ['other_network', 'other_network'],
    ['none', 'not_decided'],
    ['from_2031', 'not_decided'],
  ])('with the verdict %s shows %s', (verdict, step) => {
    const facts = { script, facts: { verdict } };
    const told = [choose('yes'), choose('go_on')].reduce(
      (s, a) => stepScript(s, a, facts),
      startScript(facts),
    );
    expect(at(told)).toBe(step);
  });

  it('stays at a question until it is answered by one of its choices', () => {
    const start = startScript(context);
    expect(play(start, next, choose('perhaps'), forward, back)).toEqual(start);
  });

  it('collects what was typed', () => {
    const later = play(startScript(context), choose('busy'), choose('2026-03-05T14:30:00+08:00'));
    expect(outcomeOf(later, script)).toMatchObject({
      disposition: 'LATER',
      callbackAt: Date.parse('2026-03-05T06:30:00Z'),
    });
    const dispute = play(
      startScript(context),
      choose('yes'),
      choose('go_on'),
      next,
      choose('disputes'),
      choose('还在发'),
    );
    expect(outcomeOf(dispute, script)).toMatchObject({
      disposition: 'FB_DISPUTE',
      reason: '还在发',
      finished: false,
    });
  });

  it.each(['tomorrow', '2026-03-05', '2026-03-05T14:30', '2026-13-05T14:30:00Z'])(
    'does not take %s for a time',
    (answer) => {
      const asked = play(startScript(context), choose('busy'));
      expect(play(asked, choose(answer))).toEqual(asked);
    },
  );

  it('goes back and forward without losing an answer', () => {
    const there = play(
      startScript(context),
      choose('yes'),
      choose('go_on'),
      next,
      choose('disputes'),
      choose('还在发'),
    );
    const again = play(there, back, back, back, back, back, forward, forward, forward, forward, forward);
    expect(again).toEqual(there);
    expect(play(there, back, back, choose('disputes'), choose('还在发'))).toEqual(there);
    expect(play(there, back, back, choose('disputes'), forward)).toEqual(there);
    expect(outcomeOf(play(there, back), script).disposition).toBeNull();
  });

  it('takes another way when an answer changes', () => {
    const there = play(
      startScript(context),
      choose('yes'),
      choose('go_on'),
      next,
      choose('disputes'),
      choose('还在发'),
    );
    const other = play(there, back, back, choose('accepts'));
    expect(at(other)).toBe('accepted');
    expect(outcomeOf(other, script)).toMatchObject({ disposition: 'FB_OK', reason: null });
  });

  it('answers an objection and returns to where it was, with what was answered there', () => {
    const asked = play(startScript(context), choose('yes'), choose('go_on'), back);
    const raised = play(
      asked,
      { do: 'raise', objection: 'is_it_real' },
      { do: 'raise', objection: 'who_is_it' },
    );
    expect(currentStep(raised, script)).toMatchObject({ type: 'objection', id: 'who_is_it' });
    const returned = play(raised, next);
    expect([at(returned), at(play(returned, next))]).toEqual(['permission', 'confirmed']);
    expect(trailOf(returned, script).map(({ step }) => step.id)).toEqual([
      'greeting',
      'permission',
      'is_it_real',
      'who_is_it',
    ]);
  });

  it('leaves by an objection that ends the call', () => {
    const stopped = play(startScript(context), { do: 'raise', objection: 'no_more_calls' }, next, next);
    expect(outcomeOf(stopped, script)).toMatchObject({ finished: true, disposition: 'DNC' });
  });

  it('names the choices on its trail', () => {
    const [first] = trailOf(play(startScript(context), choose('yes')), script);
    expect(first).toMatchObject({ answer: 'yes', choice: { zh: '是本人', en: 'Yes' } });
  });
});

describe('a stored run', () => {
  const there = play(startScript(context), choose('yes'), choose('go_on'), next);

  it('is taken up where it ended', () => {
    expect(resumeScript(context, ScriptRun.parse(there.run))).toEqual(there);
  });

  it.each<[string, ScriptRun | null]>([
    ['is missing', null],
    ['is empty', { ...there.run, path: [] }],
    ['has another version', { ...there.run, version: 2 }],
    ['has another kind', { ...there.run, kind: 'real_name' }],
    ['knows steps that are gone', { ...there.run, path: [{ step: 'gone', answer: null }] }],
    ['stands on a branch', { ...there.run, path: [{ step: 'by_verdict', answer: null }] }],
    ['knows choices that are gone', { ...there.run, path: [{ step: 'greeting', answer: 'gone' }] }],
  ])('that %s starts anew', (_, run) => {
    expect(resumeScript(context, run)).toEqual(startScript(context));
  });
});

const anyAction: fc.Arbitrary<ScriptAction> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        'yes',
        'go_on',
        'busy',
        'agrees',
        'refuses',
        'matches',
        'accepts',
        'nothing',
        '2026-03-05T06:30:00Z',
      )
      .map(choose),
  },
  { weight: 3, arbitrary: fc.constantFrom(next, back, forward) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('is_it_real', 'no_more_calls', 'wants_to_complain', 'gone')
      .map((objection): ScriptAction => ({ do: 'raise', objection })),
  },
);

property.prop([fc.constantFrom(script, DEFAULT_REAL_NAME_SCRIPT), fc.array(anyAction, { maxLength: 600 })])(
  'whatever is pressed, something is on the screen and the run can be stored and taken up',
  (any, actions) => {
    const given = { script: any, facts: { verdict: 'insufficient', missing: 'some', stage: 'to_call' } };
    const end = actions.reduce((state, action) => stepScript(state, action, given), startScript(given));
    expect(currentStep(end, any)).not.toBeNull();
    expect(ScriptRun.parse(end.run)).toEqual(end.run);
    expect(resumeScript(given, end.run).run).toEqual(end.run);
  },
);
