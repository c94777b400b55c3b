import { describe, expect, it } from 'vitest';
import { otherResults, planCorrected } from '../../../renderer/case/corrected.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { attemptsOf, card, decidedReport, local, owned } from '../support/builders.ts';
import { toldOf } from '../support/story.ts';

const library = DEFAULT_LIBRARY;
const now = local('2026-03-02 10:00');

function callOf(story: string, subject = toldOf(owned(card()), story)) {
  const attempt = attemptsOf(subject).at(-1);
  if (!attempt) throw new Error('there was no call');
  return { subject, attempt, codes: otherResults(library, subject, attempt).map(({ code }) => code) };
}

describe('putting a result right', () => {
  it('offers every other result of the kind, but none that asks for documents that the call does not name', () => {
    const { codes } = callOf('03-02 09:31 NOANS');
    expect(codes).toEqual(expect.arrayContaining(['RN_AGREE', 'BUSY', 'LATER']));
    for (const code of ['NOANS', 'RN_SENT', 'FB_OK']) expect(codes).not.toContain(code);
  });

  it('offers nobody who called in as not reached', () => {
    const { codes } = callOf('03-02 09:31 RN_AGREE in');
    expect(codes).toContain('RN_REFUSE');
    for (const code of ['NOANS', 'BUSY', 'VACANT']) expect(codes).not.toContain(code);
  });

  it('says beforehand what the plan will be afterwards', () => {
    const wrong = toldOf(owned(decidedReport()), '03-02 09:31 NOANS');
    const { subject, attempt } = callOf('', wrong);
    const right = otherResults(library, subject, attempt).find(({ code }) => code === 'FB_OK');
    if (!right) throw new Error('nobody can accept');
    const { plan } = planCorrected(subject, attempt, right, {
      library,
      elsewhere: [],
      callbackAt: null,
      now,
    });
    const corrected = toldOf(
      owned(decidedReport()),
      `03-02 09:31 NOANS
       03-02 10:00 correct FB_OK`,
    );
    expect(plan).toEqual(corrected.plan);
    expect(plan.code).toBe('closed_reached');
  });
});
