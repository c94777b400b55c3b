import { describe, expect, it } from 'vitest';
import { shownMatters } from '../../../renderer/case/decision/matters.ts';
import type { Case } from '../../../shared/case/case.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { AGENT, card, decidedReport, LEAD, local, owned } from '../support/builders.ts';
import { toldOf } from '../support/story.ts';
import { wordsOf } from '../support/words.ts';

const words = await wordsOf('zh-CN');

function shown(subject: Case, story: string) {
  const nameOf = (id: string | null) => ({ [AGENT]: '王敏', [LEAD]: '赵强' })[id ?? ''] ?? null;
  return shownMatters(toldOf(owned(subject), story), {
    library: DEFAULT_LIBRARY,
    words,
    now: local('2026-03-06 12:00'),
    nameOf,
  }).map(({ title, by, text }) => `${title} ${by} ${text}`);
}

describe('what a decision answers', () => {
  it('is every open matter, the oldest first, with who told it', () => {
    expect(shown(decidedReport(), '03-02 09:31 COMPLAIN\n03-02 10:31 DNC in')).toEqual([
      '投诉升级 王敏 x',
      '要求勿扰 王敏 x',
    ]);
  });

  it('names the correction that raised it', () => {
    expect(shown(card(), '03-02 09:31 RN_REFUSE\n03-02 09:40 correct COMPLAIN')).toEqual([
      '更正为：投诉升级 赵强 x',
    ]);
  });

  it('is nothing where nobody told anything', () => {
    expect(shown(decidedReport(), '03-02 09:31 NOANS')).toEqual([]);
  });
});
