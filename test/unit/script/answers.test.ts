import { describe, expect, it } from 'vitest';
import { answerOfEvidence, evidenceOfAnswer } from '../../../shared/script/evidence.ts';
import { outcomeOf } from '../../../shared/script/outcome.ts';
import {
  currentStep,
  resumeScript,
  type ScriptAction,
  type ScriptState,
  startScript,
  stepScript,
} from '../../../shared/script/runner.ts';
import { ask, branch, decide, END, objection, open, say, scriptOf } from '../support/scripts.ts';

const script = scriptOf(
  [
    ask('who', { owner: 'papers', tenant: 'papers', child: 'parent' }),
    say('parent', 'papers'),
    open('papers', 'by_papers', 'evidence', 'evidence'),
    branch('by_papers', 'answer.papers', { given: 'by_who' }, 'promise'),
    branch('by_who', 'answer.who', { owner: 'thanks', tenant: 'transfer' }, 'thanks'),
    ask('transfer', { yes: 'thanks', no: 'promise' }),
    open('promise', 'thanks', 'text', 'note'),
    decide('thanks', 'finish'),
    END,
  ],
  { objections: [objection('why', null), objection('stop', 'by_who')] },
);
const context = { script, facts: {} };
const answer = (given: string): ScriptAction => ({ do: 'answer', answer: given });
const next: ScriptAction = { do: 'next' };
const back: ScriptAction = { do: 'back' };
const forward: ScriptAction = { do: 'forward' };
const raise = (name: string): ScriptAction => ({ do: 'raise', objection: name });
const play = (state: ScriptState, ...actions: ScriptAction[]) =>
  actions.reduce((current, action) => stepScript(current, action, context), state);
const start = () => startScript(context);
const at = (state: ScriptState) => currentStep(state, script)?.id;
const way = ({ run }: ScriptState) =>
  run.path.map(({ step, answer: given }) => (given === null ? step : `${step}=${given}`));

describe('a branch on an answer', () => {
  it.each([
    ['owner', 'thanks'],
    ['tenant', 'transfer'],
  ])('goes by the choice %s to %s', (choice, step) => {
    expect(at(play(start(), answer(choice), answer('id_front')))).toBe(step);
  });

  it('goes by whether an open question was answered', () => {
    expect(at(play(start(), answer('owner'), answer('id_front')))).toBe('thanks');
    expect(at(play(start(), answer('owner'), answer('  ')))).toBe('promise');
    expect(at(play(start(), answer('owner'), next))).toBe('promise');
  });

  it('goes otherwise when the question was not answered on this way', () => {
    expect(at(play(start(), raise('stop'), next))).toBe('thanks');
  });

  it('knows an answer from before an objection', () => {
    expect(at(play(start(), answer('tenant'), raise('why'), next, answer('id_front')))).toBe('transfer');
    expect(at(play(start(), answer('tenant'), raise('stop'), next))).toBe('transfer');
  });
});

describe('an answer that changes', () => {
  const there = play(start(), answer('tenant'), answer('id_front'), answer('yes'));

  it('leads another way from where it decides, and keeps what lies before', () => {
    const changed = play(there, back, back, back, answer('owner'));
    expect([at(changed), way(changed)]).toEqual(['papers', ['who=owner', 'papers=id_front', 'thanks']]);
    expect(at(play(changed, forward))).toBe('thanks');
    expect(at(play(changed, next))).toBe('thanks');
  });

  it('brings the old answers back when it is changed back', () => {
    const again = play(there, back, back, back, answer('owner'), back, answer('tenant'));
    expect(way(again)).toEqual(['who=tenant', 'papers=id_front', 'transfer=yes', 'thanks']);
  });

  it('keeps answers behind steps that are new on the way', () => {
    const changed = play(there, back, back, back, answer('child'));
    expect([at(changed), way(changed)]).toEqual([
      'parent',
      ['who=child', 'parent', 'papers=id_front', 'thanks'],
    ]);
  });

  it('keeps objections that were raised on the way', () => {
    const objected = play(start(), answer('owner'), raise('why'), next, answer('id_front'), back, back, back);
    expect(way(play(objected, back, answer('child')))).toEqual([
      'who=child',
      'parent',
      'papers',
      'why',
      'papers=id_front',
      'thanks',
    ]);
    const answered = play(objected, answer('id_back'));
    expect([at(answered), way(answered)]).toEqual([
      'thanks',
      ['who=owner', 'papers', 'why', 'papers=id_back', 'thanks'],
    ]);
    expect(way(play(objected, next))).toEqual(['who=owner', 'papers', 'why', 'papers=id_front', 'thanks']);
  });

  it('counts for nothing once it is off the way', () => {
    const promised = play(start(), answer('owner'), next, answer('明天'));
    const changed = play(promised, back, back, answer('id_front'));
    expect(outcomeOf(promised, script)).toMatchObject({ note: '明天', evidence: [] });
    expect(outcomeOf(changed, script)).toMatchObject({ note: null, evidence: ['id_front'] });
    expect(way(play(changed, back, answer('')))).toEqual(['who=owner', 'papers', 'promise=明天', 'thanks']);
  });

  it('is stored as it stands and taken up', () => {
    const changed = play(there, back, back, back, answer('owner'));
    expect(resumeScript(context, changed.run)).toMatchObject({ run: changed.run, position: 2 });
  });
});

describe('documents handed in', () => {
  it.each([
    ['id_front;id_back', ['id_front', 'id_back']],
    [' id_front ; ；户口本；id_front', ['id_front', '户口本']],
    ['', []],
    [' ; ', []],
  ])('%s are %s', (given, evidence) => {
    expect(evidenceOfAnswer(given)).toEqual(evidence);
    expect(answerOfEvidence(evidence)).toBe(evidence.join(';'));
  });

  it('are as many and as long as a result may hold', () => {
    const many = Array.from({ length: 30 }, (_, n) => `${n} ${'x'.repeat(60)}`);
    const named = evidenceOfAnswer(answerOfEvidence(many));
    expect([named.length, Math.max(...named.map(({ length }) => length))]).toEqual([20, 40]);
  });
});
