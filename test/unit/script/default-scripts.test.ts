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

const ANSWERS = { text: ['原话'], datetime: ['2026-03-05T06:30:00Z'], evidence: ['id_front;户口本', ''] };

function actionsAt(state: ScriptState, script: Script): ScriptAction[] {
  const step = currentStep(state, script);
  if (step?.type === 'ask') return step.choices.map(({ id }) => ({ do: 'answer', answer: id }));
  if (step?.type === 'ask_text') return ANSWERS[step.input].map((answer) => ({ do: 'answer', answer }));
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
        if (known?.effect.do === 'verify') expect(outcome.evidence).toEqual(['id_front', '户口本']);
      }
    }
    const offered = script.steps.flatMap((step) => (step.type === 'set' ? step.disposition : []));
    expect(suggested).toEqual(new Set(offered));
  });

  it('leads to every result that a person who was reached can bring about', () => {
    const offered = new Set(script.steps.flatMap((step) => (step.type === 'set' ? step.disposition : [])));
    const reached = dispositions.dispositions.filter(
      ({ kinds, reached: spoken }) => spoken && kinds.includes(script.kind),
    );
    expect(reached.map(({ code }) => code).filter((code) => !offered.has(code))).toEqual([]);
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

describe('the script of a report', () => {
  const script = scripts.spam_report;
  const context = { script, facts: { verdict: 'confirmed' } };

  it('leaves a report that the holder never made to the lead, and the number to the holder', () => {
    const told = ['yes', 'no_report', '手机一直是自己用'].reduce(
      (state, answer) => stepScript(state, { do: 'answer', answer }, context),
      startScript(context),
    );
    const end = stepScript(told, { do: 'next' }, context);
    expect(outcomeOf(end, script)).toMatchObject({
      finished: true,
      disposition: 'COMPLAIN',
      note: '手机一直是自己用',
    });
  });
});

describe('the script of a card', () => {
  const script = scripts.real_name;
  const facts = {
    missing: 'some',
    stage: 'to_call',
    verification: 'none',
    registrant: 'name_and_document',
  };
  const play = (change: Partial<typeof facts>, ...answers: (string | null)[]) => {
    const context = { script, facts: { ...facts, ...change } };
    return answers.reduce(
      (state, answer) =>
        stepScript(state, answer === null ? { do: 'next' } : { do: 'answer', answer }, context),
      startScript(context),
    );
  };
  const at = (state: ScriptState) => currentStep(state, script)?.id;

  it.each([
    ['none', 'which_evidence'],
    ['pending', 'which_evidence'],
    ['failed', 'not_passed'],
    ['passed', 'verified'],
  ])('after "done" and a verification %s goes to %s', (verification, step) => {
    expect(at(play({ stage: 'evidence_awaited', verification }, 'yes', 'done'))).toBe(step);
  });

  it('hands over which documents were handed in', () => {
    const named = play({}, 'yes', 'differs', 'handed_in', 'id_front;id_back', null);
    expect(outcomeOf(named, script)).toMatchObject({
      finished: true,
      disposition: 'RN_SENT',
      evidence: ['id_front', 'id_back'],
    });
    expect(at(play({}, 'yes', 'differs', 'handed_in', ''))).toBe('nothing_named');
  });

  it('takes an appeal against a measure at any time', () => {
    const context = { script, facts: { ...facts, stage: 'other' } };
    const raised = stepScript(
      play({ stage: 'other' }, 'yes'),
      { do: 'raise', objection: 'appeals' },
      context,
    );
    const actions: ScriptAction[] = [
      { do: 'next' },
      { do: 'answer', answer: '从未收到通知' },
      { do: 'next' },
    ];
    const end = actions.reduce((state, action) => stepScript(state, action, context), raised);
    expect(outcomeOf(end, script)).toMatchObject({
      finished: true,
      disposition: 'RN_APPEAL',
      note: '从未收到通知',
    });
  });

  it('asks a doubter for the registrant once, and does not insist', () => {
    expect(at(play({}, 'doubts', 'trusts'))).toBe('registrant');
    expect(at(play({}, 'doubts', 'trusts', 'unwilling', 'trusts'))).toBe('evidence');
  });

  it.each([
    ['name_and_document', /姓氏.*后四位/],
    ['name', /^[^证件]*姓氏[^证件]*$/],
    ['document', /^[^姓氏]*后四位[^姓氏]*$/],
    ['none', /资料还缺/],
  ])('asks for nothing that the desk cannot compare: %s', (registrant, asked) => {
    const step = currentStep(play({ registrant }, 'yes'), script);
    expect(step && 'text' in step ? step.text.zh : '').toMatch(asked);
  });
});

describe('what must never be said', () => {
  const spoken = (of: Script) =>
    [...of.steps, ...of.objections].flatMap((step) => ('text' in step ? [step.text.zh, step.text.en] : []));

  it.each([scripts.spam_report, scripts.real_name])('stays in sight in a $kind', ({ guards }) => {
    const all = guards.map(({ zh, en }) => zh + en).join();
    expect(all).toMatch(/验证码、密码.*codes, passwords/);
    expect(all).toMatch(/付款.*payments/);
  });

  it('is the reported subscriber, and any digit of an ID', () => {
    expect(scripts.spam_report.guards[0]).toMatchObject({ zh: expect.stringContaining('不透露被举报号码') });
    expect(scripts.real_name.guards[1]).toMatchObject({ zh: expect.stringContaining('一位也不念') });
    const blanks = [...spoken(scripts.spam_report), ...spoken(scripts.real_name)]
      .join()
      .match(/\{\{.*?\}\}/g);
    expect([...new Set(blanks)].sort()).toEqual(
      [
        'action',
        'agent_number',
        'brand',
        'deadline',
        'hotline',
        'missing_evidence',
        'phone_tail',
        'referred_to',
        'report_date',
        'reported_tail',
      ].map((name) => `{{ ${name} }}`),
    );
  });
});
