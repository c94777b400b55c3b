import { describe, expect, it } from 'vitest';
import { rungsOf } from '../../../renderer/case/ladder-rungs.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { card, LEAD, local, owned } from '../support/builders.ts';
import { APPROVED, BARRED, NOTIFIED } from '../support/climb.ts';
import { toldOf } from '../support/story.ts';
import { wordsOf } from '../support/words.ts';

const words = await wordsOf('zh-CN');

/** Every rung that was begun: its place and what is said of it. */
function rungs(story: string): string[] {
  const nameOf = (id: string | null) => (id === LEAD ? '赵强' : '钱进');
  const now = local('2026-03-20 12:00');
  const found = toldOf(owned(card()), story);
  return rungsOf(found, { library: DEFAULT_LIBRARY, words, now, nameOf })
    .filter(({ place }) => place !== 'ahead')
    .map(({ name, place, said }) => [place, name, ...said].join(' · '));
}

describe('the measure ladder on the screen', () => {
  it('is not there before its first rung', () => {
    expect(rungs('03-02 09:31 NOANS')).toEqual([]);
  });

  it('stays in sight while a lead decides about an appeal', () => {
    expect(rungs(`${NOTIFIED}\n03-04 10:00 RN_APPEAL in`)).toEqual([
      'past · notice · 3月2日 09:40 送达',
      'here · waiting',
    ]);
  });

  it('says what the operator could not do, and stays there', () => {
    expect(rungs(`${APPROVED}\n03-05 11:30 not-done`)).toEqual([
      'past · notice · 3月2日 09:40 送达',
      'past · waiting',
      'here · outgoing · 赵强 3月5日 10:00 提请 · 钱进 3月5日 11:00 批准 · 3月5日 11:30 没有执行成功',
    ]);
  });

  it('says who declined', () => {
    expect(rungs(`${NOTIFIED}\n03-05 10:00 propose\n03-05 11:00 decline`)).toEqual([
      'past · notice · 3月2日 09:40 送达',
      'here · waiting · 到 3月5日 11:00',
    ]);
  });

  it('keeps the measure and the taking back of it apart', () => {
    const told = rungs(`${BARRED}
      03-06 10:00 verified
      03-06 10:30 not-done`);
    expect(told[0]).toBe('past · notice · 3月2日 09:40 送达');
    expect(told).toContain(
      'past · outgoing · 赵强 3月5日 10:00 提请 · 钱进 3月5日 11:00 批准 · 3月5日 11:30 执行',
    );
    expect(told.at(-1)).toBe('here · lifted · 3月6日 10:00 请求恢复 · 3月6日 10:30 没有执行成功');
  });

  it('is kept whole once service is restored', () => {
    const told = rungs(`${BARRED}
      03-06 10:00 verified
      03-06 11:00 lifted`);
    expect(told[0]).toBe('past · notice · 3月2日 09:40 送达');
    expect(told.at(-1)).toBe('here · lifted · 3月6日 10:00 请求恢复 · 3月6日 11:00 执行');
    // Notice, waiting time and the first measure: the second one was never climbed to.
    expect(told).toHaveLength(4);
  });

  it('shows nothing of a climb that was lifted when the next one begins', () => {
    const again = rungs(`${BARRED}
      03-06 10:00 RN_APPEAL in
      03-06 10:30 uphold
      03-06 11:00 lifted
      03-07 10:00 RN_REFUSE`);
    expect(again).toEqual(['here · notice · 3月7日 10:00 请求发送']);
  });
});
