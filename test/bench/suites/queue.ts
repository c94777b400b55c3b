import { QueueIndex } from '../../../electron/queue/queue-index.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import type { QueueFilter } from '../../../shared/ipc/view.ts';
import { GENERATED_AT, generatedCases } from '../cases.ts';
import { benchDesk } from '../desk.ts';
import type { Row } from '../report.ts';
import { interleaved, timed } from '../rounds.ts';

const OPEN: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };
const PAGE = 100;

/** A screenful of rows from the middle of the queue, and a search, at 100,000 cases against 1,000. */
export async function queueRows(rounds: number): Promise<Row[]> {
  const moment = { now: GENERATED_AT, callingTime: true };
  const looks = [1_000, 100_000].map((count) => {
    const desk = benchDesk(generatedCases(count));
    const reader = new DeskReader(desk.file, desk.key);
    const index = new QueueIndex(reader.queue);
    index.list(OPEN, moment);
    index.list({ ...OPEN, search: '1' }, moment);
    let turn = 0;
    const page = () => {
      turn += 1;
      const from = (turn * 7_919) % (count - PAGE);
      const page = index.list(OPEN, moment).slice(from, from + PAGE);
      return reader.queueRows(page.map(({ id }) => id));
    };
    const search = () => {
      turn += 1;
      return index.list({ ...OPEN, search: String(1_000 + (turn % 9_000)) }, moment).length;
    };
    return { count, page, search };
  });
  const [small, large] = looks;
  if (!small || !large) return [];
  const [smallPage, largePage, smallSearch, largeSearch] = await interleaved(
    [
      { name: 'page at 1,000', run: () => timed(small.page) },
      { name: 'page at 100,000', run: () => timed(large.page) },
      { name: 'search at 1,000', run: () => timed(small.search) },
      { name: 'search at 100,000', run: () => timed(large.search) },
    ],
    Math.max(200, rounds),
    true,
  );
  if (!smallPage || !largePage || !smallSearch || !largeSearch) return [];
  return [
    { workload: 'queue page of 100 rows, 100,000 cases', measured: largePage, reference: smallPage },
    { workload: 'queue search by four digits, 100,000 cases', measured: largeSearch, reference: smallSearch },
  ];
}
