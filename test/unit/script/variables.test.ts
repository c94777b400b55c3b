import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { renderText, variablesIn } from '../../../shared/script/template.ts';
import {
  branchFactsOf,
  surnameOf,
  VARIABLES,
  type VariableInput,
  variablesOf,
} from '../../../shared/script/variables.ts';
import { card, decidedReport, OPENED, undecidedReport } from '../support/builders.ts';

const input = (subject: VariableInput['subject'], language: 'zh' | 'en'): VariableInput => ({
  subject,
  phoneTail: '1234',
  staffNumber: '1024',
  policy: DEFAULT_POLICY,
  evidenceHours: 72,
  at: OPENED,
  language,
});

describe('variables', () => {
  it('speak of a report', () => {
    expect(variablesOf(input(decidedReport(), 'zh'))).toMatchObject({
      person: '陈浩',
      surname: '陈',
      phone_tail: '1234',
      reported_tail: '8765',
      report_date: '3月2日',
      verdict: 'confirmed',
      action: '关停该号码',
    });
    expect(variablesOf(input(decidedReport(), 'en'))).toMatchObject({
      report_date: 'March 2',
      action: 'shut the number down',
    });
  });

  it('speak of a card', () => {
    const variables = variablesOf(
      input({ ...card(), facts: { ...card().facts, missing: ['id_front', 'id_back', 'from_2031'] } }, 'zh'),
    );
    expect(variables).toMatchObject({
      missing_evidence: '证件正面照片、证件背面照片和短信里列出的资料',
      deadline: '3月5日',
    });
  });

  it('are those of the closed list and never name a registrant or a reported subscriber', () => {
    const subject = decidedReport();
    for (const language of ['zh', 'en'] as const) {
      expect(Object.keys(variablesOf(input(subject, language))).sort()).toEqual(
        [...VARIABLES.spam_report].sort(),
      );
      const spoken = variablesOf(input(card(), language));
      expect(Object.keys(spoken).sort()).toEqual([...VARIABLES.real_name].sort());
      expect(Object.values(spoken).join()).not.toContain('任');
      expect(Object.values(variablesOf(input(subject, language))).join()).not.toContain(
        subject.facts.reportedNumber,
      );
    }
  });

  it('never contain a whole number, even when one is given for the tail', () => {
    expect(variablesOf({ ...input(card(), 'zh'), phoneTail: '17027204789' }).phone_tail).toBe('4789');
  });

  it.each([
    ['陈浩', '陈'],
    ['欧阳震华', '欧阳'],
    ['欧阳', '欧'],
    ['John Smith', 'John Smith'],
    [' ', ''],
  ])('take from %s the surname %s', (name, surname) => {
    expect(surnameOf(name)).toBe(surname);
  });

  it('name nobody when the name is unknown', () => {
    const subject = decidedReport();
    const nameless = { ...subject, contact: { ...subject.contact, name: '' } };
    expect(variablesOf(input(nameless, 'zh'))).toMatchObject({ person: '机主', surname: '机主' });
  });

  it('give branches their facts', () => {
    expect(branchFactsOf(undecidedReport())).toEqual({ verdict: 'none' });
    expect(branchFactsOf(card())).toEqual({
      missing: 'some',
      stage: 'to_call',
      verification: 'none',
      registrant: 'name',
    });
    const complete = { ...card(), stage: 'waiting' as const, facts: { ...card().facts, missing: [] } };
    expect(branchFactsOf(complete)).toMatchObject({ missing: 'none', stage: 'other' });
    expect(branchFactsOf({ ...card(), stage: 'verifying' })).toMatchObject({ verification: 'pending' });
  });

  it.each([
    ['任梓', '123X', 'name_and_document'],
    ['任**', '****', 'name_and_document'],
    ['任梓', null, 'name'],
    ['任梓', undefined, 'name'],
    ['*梓', '123X', 'document'],
    ['', '123X', 'document'],
    ['**', null, 'none'],
  ])('give branches what there is to compare with: %j, %j', (name, idTail, registrant) => {
    const { contact, facts, ...rest } = card();
    const subject = { ...rest, contact: { ...contact, name }, facts: { ...facts, idTail } };
    expect(branchFactsOf(subject)).toMatchObject({ registrant });
  });

  it.each([
    [true, 'passed'],
    [false, 'failed'],
  ])('give branches the newest verification (%s)', (passed, verification) => {
    const told = (result: boolean) => ({ type: 'verification', passed: result }) as unknown as HistoryEntry;
    const history = [told(!passed), told(passed)];
    expect(branchFactsOf({ ...card(), history })).toMatchObject({ verification });
  });
});

describe('a template', () => {
  const variables = { brand: '示例通信' };

  it.each([
    ['您好，这里是{{ brand }}。', '您好，这里是示例通信。'],
    ['{{brand}}{{ gone }}', '示例通信〔gone〕'],
    ['{% if brand %}{{ brand }}', '示例通信'],
    ['{{ brand | explode }}', '示例通信'],
    ['{{ constructor }}', '〔constructor〕'],
    ['{{ brand.__proto__ }}', '〔brand.__proto__〕'],
    ['{% include "secret" %}好', '好'],
    ['{% for i in (1..1000000000) %}x{% endfor %}好', 'x好'],
    ['{{ brand', '{{ brand'],
  ])('%s becomes %s', (template, text) => {
    expect(renderText(template, variables)).toBe(text);
  });

  it('tells its variables', () => {
    expect(variablesIn('{{ a }}{% if b == c %}{{ a }}{% endif %}')?.sort()).toEqual(['a', 'b', 'c']);
    expect(variablesIn('{% if %}')).toBeNull();
  });
});
