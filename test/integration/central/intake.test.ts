import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureTeam } from '../../../central/db/teams.ts';
import { rehearsal } from '../../../central/db/transaction.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { importFindings } from '../../../central/intake/findings.ts';
import { type ImportCounts, importFile } from '../../../central/intake/import-file.ts';
import { readMapping } from '../../../central/intake/mapping.ts';
import type { Intake } from '../../../central/intake/new-cases.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { attempt, caseIdOf, countRows, giveCases, storedCase } from '../../support/seed-cases.ts';
import { workbook } from '../../support/workbook.ts';

let central: TestCentral;
let folder: string;
let teamId: string;
let file = 0;

beforeAll(async () => {
  central = await startCentral();
  folder = await mkdtemp(join(tmpdir(), 'callback-intake-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await central.stop();
});
beforeEach(async () => {
  await central.db.deleteFrom('sync_change').where('entity', '=', 'case').execute();
  await central.db.deleteFrom('case_').execute();
  await central.db.deleteFrom('number_finding').execute();
  teamId = (await ensureTeam(central.db, 'Team', DEFAULT_LIBRARY, central.ids)).id;
});

const silent = { start: () => undefined, update: () => undefined };

async function take<Row>(
  intake: Intake<Row>,
  bytes: string | Buffer,
): Promise<ImportCounts & { rejects: string | null }> {
  file += 1;
  const path = join(folder, `file-${file}.csv`);
  const rejects = `${path}.rejects.csv`;
  await writeFile(path, bytes);
  const counts = await importFile({ ...central, teamId }, intake, { path, rejects }, silent);
  return { ...counts, rejects: existsSync(rejects) ? await readFile(rejects, 'utf8') : null };
}

const HEADER =
  'report_id,reported_at,channel,reporter_name,reporter_phone,reported_number,received_at,category,content';
const CHINESE_HEADER =
  '举报编号,举报时间,渠道,举报人姓名,举报人手机号：,被举报号码,接收时间,举报类型,短信内容';
const row = (id: string, content = '退订回T', phone = '17012345678') =>
  `${id},2016-03-17T08:06:00+08:00,wechat,于平,${phone},106160999716,2016-03-15T09:58:00+08:00,loan,${content}`;
const spamCase = async (id: string) => storedCase(central, await caseIdOf(central, 'spam_report', id));
const counts = (read: number, imported: number, duplicates = 0, rejected = 0) => ({
  read,
  imported,
  duplicates,
  rejected,
});

describe('encodings and shapes of files', () => {
  const text = `${HEADER}\n${row('A1', '南京西路，“特惠”')}\n${row('A2', '"一行\n两行，""引号"""')}\n`;
  const rowsOf = (csv: string): string[][] => parse(csv);
  const separated = (by: string) => text.replaceAll(',', by);
  const tabbed = separated('\t');

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['GB18030', iconv.encode(text, 'gb18030')],
    ['UTF-16 with a byte order mark', iconv.encode(text, 'utf16le', { addBOM: true })],
    ['CRLF', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['no line break at the end', Buffer.from(text.trimEnd())],
    ['empty lines in between', Buffer.from(text.replaceAll('\nA2', '\n\n  \nA2'))],
    ['tabs, as "Unicode Text" of a spreadsheet', iconv.encode(tabbed, 'utf16le', { addBOM: true })],
    ['UTF-16 without a byte order mark', iconv.encode(tabbed, 'utf16le')],
    ['UTF-16 with the high byte first', iconv.encode(tabbed, 'utf16-be', { addBOM: true })],
    ['tabs', Buffer.from(tabbed)],
    ['semicolons', Buffer.from(separated(';'))],
    ['semicolons, told by a first line', Buffer.from(`sep=;\r\n${separated(';')}`)],
    ['carriage returns alone', Buffer.from(text.replaceAll('\n', '\r'))],
    ['a title above the header', Buffer.from(`举报明细,,\n"导出人：系统",\n\n${text}`)],
    ['a workbook by the name of a text', workbook({ rows: rowsOf(text) })],
    ['a header in Chinese', Buffer.from(text.replace(HEADER, CHINESE_HEADER))],
  ])('%s', async (_name, bytes) => {
    expect(await take(importSpamReports, bytes)).toEqual({ ...counts(2, 2), rejects: null });
    const [one, two] = [await spamCase('A1'), await spamCase('A2')];
    expect(one).toMatchObject({
      contact: { name: '于平', phone: '17012345678' },
      facts: { content: '南京西路，“特惠”' },
    });
    expect(two).toMatchObject({
      facts: { content: '一行\n两行，"引号"', reportedAt: Date.UTC(2016, 2, 17, 0, 6) },
    });
  });

  test('a long GB18030 file whose first characters are plain', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) =>
      row(`L${index}`, index < 2_400 ? 'plain' : '垃圾短信'),
    );
    expect(
      await take(importSpamReports, iconv.encode([HEADER, ...rows].join('\r\n'), 'gb18030')),
    ).toMatchObject(counts(2_500, 2_500));
    expect(await spamCase('L2450')).toMatchObject({ facts: { content: '垃圾短信' } });
  });

  test('columns in any order, unknown ones beside them, times as a spreadsheet writes them', async () => {
    const given =
      'memo, Content ,reported_number,reporter_phone,reported_at,REPORT_ID\nx,c,+86 171-1234-5678,+8617012345678,2016/3/17 8:06,B1\n';
    expect(await take(importSpamReports, given)).toMatchObject(counts(1, 1));
    expect(await spamCase('B1')).toMatchObject({
      contact: { phone: '17012345678' },
      facts: { reportedNumber: '17112345678', reportedAt: Date.UTC(2016, 2, 17, 0, 6), category: null },
    });
  });

  test('a missing column is one clear sentence and changes nothing', async () => {
    await expect(take(importSpamReports, 'report_id,content\nC1,x\n')).rejects.toThrow(
      /^The file lacks the column reported_at, reporter_phone, reported_number; it has report_id, content\.$/,
    );
    const headerless = take(importSpamReports, `${row('C1')}\n${row('C2')}\n`);
    await expect(headerless).rejects.toThrow(
      /^The file lacks the column .*; it has no column that is known\.$/,
    );
    const twice = take(importSpamReports, `${HEADER},举报编号\n${row('C1')},C2\n`);
    await expect(twice).rejects.toThrow('The file has the column report_id more than once.');
    await expect(take(importSpamReports, '')).rejects.toThrow('The file is empty.');
  });
});

describe('rows that cannot be used', () => {
  test('stop nothing, wherever they stand and whatever they hold', async () => {
    const rows = Array.from({ length: 1_100 }, (_, index) => row(`N${index}`));
    rows[500] = row('N\0');
    rows[700] = row('N700', 'a\0b');
    expect(await take(importSpamReports, [HEADER, ...rows].join('\n'))).toMatchObject(
      counts(1_100, 1_098, 0, 2),
    );
  });

  test('are never lost: their file is opened first, and takes the place of nothing else', async () => {
    const path = join(folder, 'good.csv');
    await writeFile(path, `${HEADER}\n${row('R1')}\n${row('', 'x')}\n`);
    const rejecting = (rejects: string) =>
      importFile({ ...central, teamId }, importSpamReports, { path, rejects }, silent);
    await expect(rejecting(path)).rejects.toThrow('would overwrite');
    await expect(rejecting(join(folder, 'nowhere', 'x.csv'))).rejects.toThrow('cannot be written');
    await expect(rejecting(folder)).rejects.toThrow('cannot be written');
    const precious = join(folder, 'precious.csv');
    await writeFile(precious, 'precious');
    await expect(rejecting(precious)).rejects.toThrow('holds something else than rejects');
    expect(await readFile(precious, 'utf8')).toBe('precious');
    expect(await countRows(central, 'case_')).toBe(0);
    expect(await rejecting(join(folder, 'r.csv'))).toMatchObject(counts(2, 1, 0, 1));
  });

  test('are safe in a spreadsheet, and come in as they were once they are corrected', async () => {
    const formula = row('F1', '=1+1', '12345');
    const { rejects } = await take(importSpamReports, `${HEADER}\n${formula}\n`);
    expect(rejects).toContain(",'=1+1");
    expect(await take(importSpamReports, (rejects ?? '').replace('12345', '17012345678'))).toMatchObject(
      counts(1, 1),
    );
    expect(await spamCase('F1')).toMatchObject({ facts: { content: '=1+1' } });
  });

  test('of unknown words are told with the words that are known', async () => {
    const cards = [
      'card_id,phone,sold_on,missing,risk',
      'K1,17012345678,2016-01-01,证件正面、人像,高风险',
      'K2,17012345679,2016-01-01,id_front,随便',
    ];
    const done = await take(importCards, cards.join('\n'));
    expect(done).toMatchObject(counts(2, 1, 0, 1));
    expect(done.rejects).toContain('risk: not one of high, 高');
    const card = await storedCase(central, await caseIdOf(central, 'real_name', 'K1'));
    expect(card).toMatchObject({ facts: { highRisk: true, missing: ['id_front', '人像'] } });
    const reports = [HEADER, row('K3').replace('loan', '诈骗'), row('K4').replace('loan', '随便')];
    expect(await take(importSpamReports, reports.join('\n'))).toMatchObject(counts(2, 1, 0, 1));
    expect(await spamCase('K3')).toMatchObject({ facts: { category: 'fraud' } });
  });

  test('go to the rejects file with line, reason and their own cells; the others come in', async () => {
    const bad = [
      row('D1'),
      row('D2', 'x', '12345'),
      row('', 'x'),
      row('D3').replace('2016-03-17T08:06:00+08:00', 'yesterday'),
      row('D4').replace('106160999716', '12'),
      `${row('D5')},one too many`,
      row('D6'),
    ];
    const done = await take(importSpamReports, [HEADER, ...bad].join('\n'));
    expect(done).toMatchObject(counts(7, 2, 0, 5));
    const lines = (done.rejects ?? '').split('\r\n');
    expect(lines[0]).toBe(`\uFEFFline,reason,${HEADER}`);
    expect(lines.slice(1, -1).map((line) => line.split(',').slice(0, 2))).toEqual([
      ['3', 'reporter_phone: not a valid phone number'],
      ['4', 'report_id: empty'],
      ['5', 'reported_at: not a date and time'],
      ['6', 'reported_number: not a number of 3 to 20 digits'],
      ['7', 'broken quotes or too many cells'],
    ]);
    expect(lines[1]).toContain('D2,2016-03-17T08:06:00+08:00,wechat,于平,12345');
  });

  test.each([
    ['at the end', [row('E1'), row('E2'), row('E3', '"never closed')], 1],
    ['in the middle', [row('E1'), row('E3', '"never closed'), row('E2'), row('E4', '"two\nlines"')], 1],
  ])('a broken quote %s costs only its own row', async (_where, rows, rejected) => {
    const done = await take(importSpamReports, [HEADER, ...rows].join('\n'));
    expect(done).toMatchObject(counts(rows.length, rows.length - rejected, 0, rejected));
    expect(done.rejects).toContain('E3');
    expect((await spamCase('E2')).externalId).toBe('E2');
  });

  test('a quote inside a cell, or junk behind a quoted one, is only text', async () => {
    const text = [HEADER, row('F1', '5" screen'), row('F2', '"closed" but not over'), row('F3')].join('\n');
    expect(await take(importSpamReports, text)).toMatchObject(counts(3, 3));
    expect(await spamCase('F1')).toMatchObject({ facts: { content: '5" screen' } });
    expect(await spamCase('F2')).toMatchObject({ facts: { content: '"closed" but not over' } });
  });

  test('corrected rejects can be imported as they are, and a run without rejects leaves no file', async () => {
    const { rejects } = await take(importSpamReports, [HEADER, row('G1', 'x', '1')].join('\n'));
    const corrected = (rejects ?? '').replace(',1,106160999716', ',17012345678,106160999716');
    expect(await take(importSpamReports, corrected)).toEqual({ ...counts(1, 1), rejects: null });
  });
});

describe('imports again', () => {
  test('that say something else are told as such and change nothing', async () => {
    const first = row('V1');
    await take(importSpamReports, `${HEADER}\n${first}\n`);
    const other = row('V1', '别的内容', '17012345679');
    const rows = [HEADER, first, other, row('V2'), row('V2', '又一条')];
    const done = await take(importSpamReports, rows.join('\n'));
    expect(done).toMatchObject({ ...counts(4, 1, 1), differing: 2 });
    expect(done.rejects).toContain('"known already with another reporter_phone, content",V1');
    const contact = { phone: '17012345678' };
    expect(await spamCase('V1')).toMatchObject({ contact, facts: { content: '退订回T' } });
  });

  test('of a dry run tell what would happen, and nothing does', async () => {
    await take(importSpamReports, `${HEADER}\n${row('Y1')}\n`);
    const many = Array.from({ length: 1_200 }, (_, index) => row(`Z${index}`));
    const path = join(folder, 'dry.csv');
    await writeFile(path, [HEADER, row('Y1'), ...many, row('Z3'), row('')].join('\n'));
    const source = { path, rejects: `${path}.rejects.csv` };
    const dry = { ...central, db: rehearsal(central.db), teamId, dryRun: true };
    expect(await importFile(dry, importSpamReports, source, silent)).toEqual(counts(1_203, 1_200, 2, 1));
    expect(await countRows(central, 'case_')).toBe(1);
  });

  test('of a source with names and words of its own come in by a mapping', async () => {
    const path = join(folder, 'mapped.csv');
    const file = join(folder, 'mapping.json');
    await writeFile(path, '流水,号码,卖出,缺,等级\nM1,17012345678,2016-01-01,id_front,A\n');
    const columns = { 流水: 'card_id', 卖出: 'sold_on', 缺: 'missing', 等级: 'risk' };
    await writeFile(file, JSON.stringify({ columns, words: { risk: { A: 'high' } } }));
    const mapping = await readMapping(file, importCards.aliases);
    const source = { path, rejects: `${path}.rejects.csv`, mapping };
    expect(await importFile({ ...central, teamId }, importCards, source, silent)).toEqual(counts(1, 1));
    const card = await storedCase(central, await caseIdOf(central, 'real_name', 'M1'));
    expect(card).toMatchObject({ facts: { highRisk: true, soldOn: '2016-01-01' } });
    await writeFile(file, '{"columns": {"x": "colour"}}');
    await expect(readMapping(file, importCards.aliases)).rejects.toThrow('names the column colour');
    await writeFile(file, 'x');
    await expect(readMapping(file, importCards.aliases)).rejects.toThrow('is no mapping');
  });

  test('change nothing, within a file and across files, also several at once', async () => {
    const text = [HEADER, row('H1'), row('H2'), row('H1', 'other words')].join('\n');
    expect(await take(importSpamReports, text)).toMatchObject({ ...counts(3, 2), differing: 1 });
    const before = await spamCase('H1');
    const answers = await Promise.all([
      take(importSpamReports, text),
      take(importSpamReports, `${text}\n${row('H3')}`),
    ]);
    expect(answers.map(({ imported }) => imported).sort()).toEqual([0, 1]);
    // That the same person has reported once more is known, and nothing else is new.
    const after = await spamCase('H1');
    expect(after.related).toHaveLength(before.related.length + 1);
    expect({ ...after, related: before.related }).toEqual(before);
  });

  test('cards come with their evidence; the same card number is the same case', async () => {
    const cards =
      'card_id,phone,holder_name,sold_on,channel,dealer_id,missing,city\nRN1,17027204789,,2014/5/5,dealer,D0034,id_check;;id_back；id_check,北京\n';
    expect(await take(importCards, cards)).toMatchObject(counts(1, 1));
    expect(await take(importCards, cards)).toMatchObject(counts(1, 0, 1));
    expect(await storedCase(central, await caseIdOf(central, 'real_name', 'RN1'))).toMatchObject({
      kind: 'real_name',
      stage: 'to_call',
      contact: { name: '' },
      facts: { soldOn: '2014-05-05', missing: ['id_check', 'id_back'], dealerId: 'D0034', city: '北京' },
    });
  });
});

describe('findings', () => {
  const FINDINGS = 'report_id,reported_number,finding,action,decided_at';
  const finding = (...cells: string[]) => cells.join(',');

  test('hold for all reports of the number, by number or by one report, and for later ones', async () => {
    await take(importSpamReports, [HEADER, row('I1'), row('I2')].join('\n'));
    const done = await take(
      importFindings,
      [FINDINGS, finding('I1', '', '属实', 'closed', '2016-03-18T10:00:00+08:00')].join('\n'),
    );
    expect(done).toMatchObject(counts(1, 1));
    await take(importSpamReports, [HEADER, row('I3')].join('\n'));
    for (const id of ['I1', 'I2', 'I3']) {
      expect(await spamCase(id)).toMatchObject({
        stage: 'decided',
        facts: { finding: { verdict: 'confirmed', action: 'closed' } },
      });
    }
  });

  test('the same or an older decision changes nothing; a newer one does; nonsense is rejected', async () => {
    await take(importSpamReports, [HEADER, row('J1')].join('\n'));
    const confirmed = finding('', '106160999716', 'confirmed', 'closed', '2016-03-18T10:00:00+08:00');
    const older = finding('', '106160999716', 'insufficient', '', '2016-03-17T10:00:00+08:00');
    const newer = finding('', '106160999716', '他网', 'referred', '2016-03-19T10:00:00+08:00');
    expect(await take(importFindings, [FINDINGS, confirmed, confirmed, older].join('\n'))).toMatchObject(
      counts(3, 1, 2),
    );
    const last = await take(
      importFindings,
      [
        FINDINGS,
        newer,
        finding('NONE', '', 'confirmed', '', '2016-03-18'),
        finding('J1', '', 'maybe', '', '2016-03-18'),
      ].join('\n'),
    );
    expect(last).toMatchObject(counts(3, 1, 0, 2));
    expect(last.rejects).toContain('no such report');
    expect(await spamCase('J1')).toMatchObject({ facts: { finding: { verdict: 'other_network' } } });
  });

  test('reach the desk of the agent who has the case', async () => {
    const lead = await central.addUser('lead', { role: 'lead' });
    const agent = await central.addUser('agent');
    await take(importSpamReports, [HEADER, row('K1')].join('\n'));
    const id = await caseIdOf(central, 'spam_report', 'K1');
    await giveCases(central, lead, [id], agent.id);
    const desk = await deskOf(central, agent);
    const { cursor } = await desk.snapshot();
    await take(importFindings, [FINDINGS, finding('K1', '', 'confirmed', 'closed', '2016-03-18')].join('\n'));
    expect((await desk.delta(cursor)).changes).toMatchObject([
      { entity: 'case', id, row: { stage: 'to_call' } },
    ]);
    const { results } = await desk.push(attempt(id, { disposition: 'FB_OK' }));
    expect(results[0]?.status).toBe('applied');
  });
});

test('bytes that fit no encoding cost their own row alone', async () => {
  const broken = Buffer.concat([Buffer.from(row('WX-2', '退订')), Buffer.from([0xff, 0xfe, 0x81])]);
  const lines = [Buffer.from(HEADER), Buffer.from(row('WX-1')), broken, Buffer.from(row('WX-3'))];
  const outcome = await take(
    importSpamReports,
    Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])),
  );
  expect(outcome).toMatchObject(counts(3, 2, 0, 1));
  expect(outcome.rejects).toMatch(/3,bytes that are no text,WX-2/);
});

test('the sign for unreadable bytes is data where somebody wrote it', async () => {
  const text = `${HEADER}\n${row('WX-1', '乱码\uFFFD短信')}\n`;
  expect(await take(importSpamReports, text)).toMatchObject(counts(1, 1));
});
