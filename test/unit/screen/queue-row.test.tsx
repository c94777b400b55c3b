import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { queueRowOf } from '../../../electron/store/queue-entry.ts';
import { WordsContext } from '../../../renderer/i18n/words.ts';
import { QueueRow } from '../../../renderer/queue/QueueRow.tsx';
import type { Case } from '../../../shared/case/case.ts';
import { card, decidedReport, local, owned } from '../support/builders.ts';
import { toldOf } from '../support/story.ts';
import { wordsOf } from '../support/words.ts';

/** What a row says of a case at a moment, and the mark and colour with it. */
async function rowOf(subject: Case, at: string, language: 'zh-CN' | 'en') {
  const html = renderToStaticMarkup(
    <WordsContext.Provider value={await wordsOf(language)}>
      <QueueRow
        row={queueRowOf(subject, { unsent: false, hasDraft: false })}
        top={0}
        height={48}
        index={0}
        total={1}
        now={local(at)}
        open={false}
        focused={false}
        owner={undefined}
        search=""
        detail={undefined}
        onOpen={() => undefined}
      />
    </WordsContext.Provider>,
  );
  const said = html.replaceAll(/<[^>]*>/g, '|').replaceAll(/\|+/g, '|');
  return { tone: /data-tone="(\w+)"/.exec(html)?.[1], marked: /data-tone="\w+"[^>]*><svg/.test(html), said };
}

const report = owned(decidedReport());
const agreed = toldOf(report, '03-02 09:31 LATER 03-02 15:00');

describe('a row of the queue, at one glance', () => {
  it.each<[string, Case, string, string, string, string]>([
    ['a fresh promise', report, '2026-03-02 09:30', 'normal', '首次回访|剩 6 小时', '15:00'],
    ['a promise that is half over', report, '2026-03-02 11:30', 'half', '首次回访|过半，剩 4 小时', '15:00'],
    ['a promise that is nearly over', report, '2026-03-02 14:30', 'soon', '首次回访|仅剩 30 分钟', '15:00'],
    ['a broken promise', report, '2026-03-02 17:00', 'overdue', '首次回访|逾期 2 小时', '15:00'],
    ['a promise of another day', report, '2026-03-06 14:30', 'overdue', '首次回访|逾期 4 天', '3月2日'],
    ['a promise for tomorrow', owned(card()), '2026-03-03 15:00', 'normal', '首次回访|剩 29 小时', '明天'],
    ['an appointment to come', agreed, '2026-03-02 10:00', 'appointment', '预约|今天 15:00', ''],
    ['an appointment in minutes', agreed, '2026-03-02 14:52', 'soon', '预约|8 分钟后', '15:00'],
    ['a missed appointment', agreed, '2026-03-02 16:00', 'overdue', '预约|逾期', '15:00'],
  ])('%s', async (_, subject, at, tone, relative, absolute) => {
    const row = await rowOf(subject, at, 'zh-CN');
    expect(row).toMatchObject({ tone, marked: true, said: expect.stringContaining(relative) });
    expect(row.said).toContain(absolute);
  });

  it('says in both languages why the case is here', async () => {
    const tried = toldOf(owned(card()), '03-02 09:31 NOANS');
    expect((await rowOf(tried, '2026-03-02 10:00', 'zh-CN')).said).toContain('第 2/4 次 · 换个时段再拨');
    expect((await rowOf(tried, '2026-03-02 10:00', 'en')).said).toContain(
      'Attempt 2 of 4 · another part of the day',
    );
  });
});
