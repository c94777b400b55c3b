import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { FileIntake } from '../../support/intake.ts';

let files: FileIntake;

beforeAll(async () => {
  files = await FileIntake.start();
});
afterAll(() => files.stop());
beforeEach(() => files.forget());

const HEADER = 'report_id,reported_at,reporter_phone,reported_number,content';
const row = (id: string, content = 'x') => `${id},2016-03-17 08:06,17012345678,1069012345,${content}`;
const take = (...lines: string[]) => files.take(importSpamReports, [HEADER, ...lines].join('\n'));

describe('a row stops no file', () => {
  test('when it is longer than any row', async () => {
    const long = 'y'.repeat(10_000_000);
    expect(await take(row('A1'), row('A2', long), row('A3'), `A4,"${long}`, row('A5'))).toMatchObject({
      imported: 3,
      told: ['3 longer than a million characters', '5 longer than a million characters'],
    });
  });

  test('when the file is one single long line', async () => {
    await expect(files.take(importSpamReports, row('A1').repeat(100_000))).rejects.toThrow(
      /it has no column that is known\.$/,
    );
  });

  test('when a character of it is half', async () => {
    const text = [HEADER, row('A1', 'a\uD83Db'), row('A2', '😀'), row('\uDE00')].join('\r\n');
    expect(await files.take(importSpamReports, Buffer.from(`\uFEFF${text}`, 'utf16le'))).toMatchObject({
      imported: 1,
      told: ['2 bytes that are no text', '4 bytes that are no text'],
    });
  });

  test('when it says a day that no calendar has', async () => {
    const days = [
      '2016-02-30T10:00:00+08:00',
      '2016-02-30 10:00:00+08',
      '2016-13-01T10:00:00Z',
      '2016-02-30',
    ];
    const rows = days.map((day, index) => row(`A${index}`).replace('2016-03-17 08:06', day));
    expect(await take(...rows)).toMatchObject({
      imported: 0,
      told: days.map((_, index) => `${index + 2} reported_at: not a date and time`),
    });
  });
});

describe('quotes that were never closed', () => {
  test('swallow none of the rows between them', async () => {
    const between = ['A2', 'A3', 'A4'].map((id) => row(id));
    expect(await take(row('A1', '"去年'), ...between, row('A5', '现在"'), row('A6'))).toMatchObject({
      read: 6,
      imported: 5,
      told: ['2 broken quotes or too many cells'],
    });
    expect(await files.found('spam_report', 'A5')).toMatchObject({ facts: { content: '现在"' } });
  });

  test('are told from quotes around lines that only look like rows', async () => {
    expect(await take(row('A1', '"a\nb,c,d,e,f\ng"'), row('A2'))).toMatchObject({ read: 2, imported: 2 });
    expect(await files.found('spam_report', 'A1')).toMatchObject({ facts: { content: 'a\nb,c,d,e,f\ng' } });
  });
});

test('lines may end in several ways within one file', async () => {
  const rows = Array.from({ length: 9 }, (_, index) => row(`A${index}`, `"一\n二"`));
  const text = [HEADER, ...rows].reduce((all, line, index) => all + ['\r\n', '\r', '\n'][index % 3] + line);
  expect(await files.take(importSpamReports, text)).toMatchObject({ read: 9, imported: 9 });
  expect(await files.take(importSpamReports, `标题\r${text}`)).toMatchObject({ read: 9, duplicates: 9 });
});

describe('what a file rejected', () => {
  const broken = `${HEADER}\n${row('A1').replace('17012345678', 'x')}\n`;

  test('never takes the place of the file itself, by no name that it has', async () => {
    const path = join(files.folder, 'corrected.csv');
    await writeFile(path, `\uFEFFline,reason,${broken}`);
    await link(path, join(files.folder, 'hard.csv'));
    await symlink(path, join(files.folder, 'soft.csv'));
    for (const other of [
      'corrected.csv',
      'hard.csv',
      'soft.csv',
      `../${files.folder.split('/').at(-1)}/soft.csv`,
    ])
      await expect(files.takeFile(importSpamReports, path, join(files.folder, other))).rejects.toThrow(
        /The rejects would overwrite .* itself; name another file with --rejects\.$/,
      );
    expect(await readFile(path, 'utf8')).toContain('A1');
  });

  test('goes into files alone', async () => {
    for (const rejects of ['/dev/null', '/dev/full'])
      await expect(files.take(importSpamReports, broken, { rejects })).rejects.toThrow(
        `${rejects} holds something else than rejects; name another file with --rejects.`,
      );
    expect(existsSync('/dev/null')).toBe(true);
  });

  test('stays when a later run cannot read its file, and goes when that leaves nothing', async () => {
    const rejects = join(files.folder, 'kept.csv');
    const { text } = await files.take(importSpamReports, broken, { rejects });
    await expect(files.take(importSpamReports, 'x,y\n1,2\n', { rejects })).rejects.toThrow(
      /lacks the column/,
    );
    expect(await readFile(rejects, 'utf8')).toBe(text);
    await files.take(importSpamReports, `${HEADER}\n${row('A2')}\n`, { rejects });
    expect(existsSync(rejects)).toBe(false);
  });

  test('is no formula in a spreadsheet and comes back as it was', async () => {
    const formulas = ['=1+1', '+1', '-1', '@x', '＝1+1', '＠x', '"\n=1"', 'a;=1\t=2'];
    const rows = formulas.map((content, index) => row(`A${index}`, content).replace('17012345678', 'x'));
    const { text } = await take(...rows);
    for (const formula of formulas.slice(0, 6)) expect(text).toContain(`,'${formula}\r\n`);
    expect(text).toContain(`,"'\n=1"\r\n`);
    expect(text).toContain(',"a;=1\t=2"\r\n');
    const again = await files.take(importSpamReports, text.replaceAll(',x,', ',17012345678,'));
    expect(again).toMatchObject({ imported: formulas.length });
    expect(await files.found('spam_report', 'A4')).toMatchObject({ facts: { content: '＝1+1' } });
  });
});

test('what is no file is told as such', async () => {
  const socket = join(files.folder, 'socket');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  for (const path of [socket, files.folder])
    await expect(files.takeFile(importSpamReports, path, join(files.folder, 'r.csv'))).rejects.toThrow(
      /is no file; save what it holds into one and import that\.$/,
    );
  server.close();
});
