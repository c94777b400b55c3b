import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureTeam } from '../../../central/db/teams.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { importFindings } from '../../../central/intake/findings.ts';
import { type ImportCounts, importFile } from '../../../central/intake/import-file.ts';
import type { Intake } from '../../../central/intake/new-cases.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { attempt, caseIdOf, giveCases, storedCase } from '../../support/seed-cases.ts';

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

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['GB18030', iconv.encode(text, 'gb18030')],
    ['UTF-16 with a byte order mark', iconv.encode(text, 'utf16le', { addBOM: true })],
    ['CRLF', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['no line break at the end', Buffer.from(text.trimEnd())],
    ['empty lines in between', Buffer.from(text.replaceAll('\nA2', '\n\n  \nA2'))],
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
    await expect(take(importSpamReports, '')).rejects.toThrow('The file is empty.');
  });
});

describe('rows that cannot be used', () => {
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
  test('change nothing, within a file and across files, also several at once', async () => {
    const text = [HEADER, row('H1'), row('H2'), row('H1', 'other words')].join('\n');
    expect(await take(importSpamReports, text)).toMatchObject(counts(3, 2, 1));
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
  expect(outcome.rejects).toMatch(/3,bytes that are neither UTF-8 nor GB18030,WX-2/);
});

test('the sign for unreadable bytes is data where somebody wrote it', async () => {
  const text = `${HEADER}\n${row('WX-1', '乱码\uFFFD短信')}\n`;
  expect(await take(importSpamReports, text)).toMatchObject(counts(1, 1));
});
