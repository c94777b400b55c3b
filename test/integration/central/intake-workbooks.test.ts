import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importCards } from '../../../central/intake/cards.ts';
import type { Intake } from '../../../central/intake/new-cases.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { FileIntake } from '../../support/intake.ts';
import { type CellOf, dated, packed, type SheetOf, workbook, workbookParts } from '../../support/workbook.ts';

let files: FileIntake;

beforeAll(async () => {
  files = await FileIntake.start();
});
afterAll(() => files.stop());
beforeEach(() => files.forget());

const take = <Row>(intake: Intake<Row>, bytes: Buffer, name = 'workbook.xlsx') =>
  files.take(intake, bytes, { name });

const HEADER = ['举报编号', '举报时间', '举报人', '手机号', '被举报号码', '类型', '内容'];
/** 2016-03-17 08:06 in Beijing. */
const DAYS = 42446.3375;
const report = (id: CellOf, ...others: CellOf[]): CellOf[] => {
  const row: CellOf[] = [id, dated(DAYS), '于平', 17012345678, '106160999716', '贷款', '退订回T'];
  return row.map((cell, index) => (index > 0 && index <= others.length ? (others[index - 1] ?? null) : cell));
};
const table = (...rows: CellOf[][]): SheetOf => ({ rows: [HEADER, ...rows] });
const found = (id: string) => files.found('spam_report', id);
const failing = (...sheets: SheetOf[]) => take(importSpamReports, workbook(...sheets));
const sheetOf = (sheetData: string) =>
  packed({ ...workbookParts([table()]), 'xl/worksheets/sheet1.xml': `<worksheet>${sheetData}</worksheet>` });

describe('cells of a workbook', () => {
  test.each([
    ['a date', dated(DAYS)],
    ['a date as Chinese people write it', dated(DAYS, 'chinese')],
    ['a serial number without a format', DAYS],
    ['a text', '2016/3/17 上午8:06'],
    ['a date in words', { attributes: 't="d"', content: '<v>2016-03-17T08:06:00</v>' }],
    ['the result of a formula', { attributes: 's="1"', content: `<f>NOW()</f><v>${DAYS}</v>` }],
    ['a moment that floating numbers miss', dated(42446.33749999999)],
  ])('%s is a moment in the operator’s time', async (_name, cell) => {
    expect(await failing(table(report('A1', cell)))).toMatchObject({ imported: 1, rejected: 0 });
    expect(await found('A1')).toMatchObject({ facts: { reportedAt: Date.UTC(2016, 2, 17, 0, 6) } });
  });

  test.each(['date1904="1"', "date1904='true'"])(
    'dates count from 1904 where that is said: %s',
    async (properties) => {
      const bytes = packed(workbookParts([table(report('A1', dated(DAYS - 1_462)))], { properties }));
      expect(await take(importSpamReports, bytes)).toMatchObject({ imported: 1 });
      expect(await found('A1')).toMatchObject({ facts: { reportedAt: Date.UTC(2016, 2, 17, 0, 6) } });
    },
  );

  test('numbers are the digits that they were', async () => {
    const scientific = { content: '<v>1.7012345678E10</v>' };
    const rows = [
      report(20160317, null, null, scientific, 1069012345),
      report('A2', dated(DAYS), '', '17012345679'),
    ];
    rows[0]?.splice(1, 1, dated(DAYS));
    expect(await failing(table(...rows))).toMatchObject({ imported: 2, rejected: 0 });
    expect(await found('20160317')).toMatchObject({
      contact: { phone: '17012345678' },
      facts: { reportedNumber: '1069012345' },
    });
  });

  test('numbers that lost digits are told, not taken for the same id', async () => {
    const long = (text: string) => report({ content: `<v>${text}</v>` });
    expect(
      await failing(
        table(long('2.01603171234567E+16'), long('20160317123456700'), long('20160317123456800')),
      ),
    ).toMatchObject({
      imported: 0,
      duplicates: 0,
      told: [2, 3, 4].map(
        (line) => `${line} report_id: a spreadsheet has shortened it; keep the column as text`,
      ),
    });
  });

  test('errors and dates that are none are told by row', async () => {
    const error = { attributes: 't="e"', content: '<f>1/0</f><v>#DIV/0!</v>' };
    expect(
      await failing(
        table(
          report('A1', dated(17_012_345_678)),
          report('A2', dated(DAYS), '', error),
          report('A3', dated(DAYS), '', '17012345678', '1069012345', error),
          report('A4', dated(DAYS), '', '17012345678', '1069012345', '#N/A'),
          report('A\0'),
        ),
      ),
    ).toMatchObject({
      imported: 0,
      told: [
        '2 reported_at: an error of a spreadsheet',
        '3 reporter_phone: an error of a spreadsheet',
        '4 category: an error of a spreadsheet',
        '5 category: an error of a spreadsheet',
        '6 report_id: a character that no text has',
      ],
    });
  });

  test('texts may be shared, rich or the result of a formula, truth values are words', async () => {
    const strings = [
      '<t>C1</t>',
      '<r><t>手</t></r><r><rPr><b/></rPr><t>持证件照</t></r><rPh sb="0" eb="1"><t>shou</t></rPh>',
      '<t>&#x20BB7;&#128512;&#29579;&amp;</t>',
    ];
    const shared = (index: number) => ({ attributes: 't="s"', content: `<v>${index}</v>` });
    const formula = { attributes: 't="str"', content: '<f>A1&amp;B1</f><v>17012345678</v>' };
    const rows = [
      ['卡编号', '手机号', '售卡日期', '缺少资料', '是否高风险', '机主'],
      [shared(0), formula, dated(42_000), shared(1), true, shared(2)],
    ];
    expect(await take(importCards, packed(workbookParts([{ rows }], { strings })))).toMatchObject({
      imported: 1,
    });
    expect(await files.found('real_name', 'C1')).toMatchObject({
      contact: { name: '𠮷😀王&', phone: '17012345678' },
      facts: { soldOn: '2014-12-27', missing: ['holding_photo'], highRisk: true },
    });
  });
});

describe('the table of a workbook', () => {
  test('is found by its bytes, under a title, between empty rows, beside notes', async () => {
    const rows = [['举报明细'], [], HEADER, report('A1'), [], [null, null], [...report('A2'), null, '备注']];
    expect(await take(importSpamReports, workbook({ rows }), 'reports.csv')).toMatchObject({
      read: 2,
      imported: 2,
    });
    const broken = [['举报明细'], HEADER, report('A3', '昨天')];
    expect((await failing({ rows: broken })).told).toEqual(['3 reported_at: not a date and time']);
  });

  test('is the one that is shown, among empty and hidden sheets', async () => {
    const hidden = { ...table(report('H1')), state: 'hidden' as const };
    const sheets = [hidden, { rows: [] }, { rows: [['说明']] }, table(), table(report('A1')), { rows: [] }];
    expect(await failing(...sheets)).toMatchObject({ read: 1, imported: 1 });
    await expect(failing({ rows: [['说明']] }, hidden)).rejects.toThrow(
      /is on a hidden sheet; show that sheet/,
    );
    await expect(failing(hidden, { ...hidden, state: 'veryHidden' })).rejects.toThrow(/is on a hidden sheet/);
  });

  test('is not guessed where there are several', async () => {
    await expect(failing(table(report('A1')), { rows: [] }, table(report('A2')))).rejects.toThrow(
      /has such a table on each of the sheets 1, 3; save each as a file of its own\.$/,
    );
  });

  test('that is none is told as for any file', async () => {
    await expect(failing({ rows: [['于平', '17012345678']] })).rejects.toThrow(
      /it has no column that is known\.$/,
    );
    await expect(failing({ rows: [] }, { rows: [[null]] })).rejects.toThrow('The file is empty.');
  });
});

describe('a workbook that cannot be used is one sentence', () => {
  test('when it has more rows than are kept in memory', async () => {
    const long = table(...Array.from({ length: 100_001 }, () => ['x']));
    await expect(failing(long)).rejects.toThrow(
      /more than 100,000 rows or unpacks to more than 200 MB; save it as/,
    );
  });

  test('when it unpacks to more than it may, whatever it says of itself', async () => {
    const parts = workbookParts([table(report('A1'))]);
    const bomb = packed({ ...parts, 'xl/bomb.xml': ' '.repeat(200_000_001) });
    await expect(take(importSpamReports, bomb)).rejects.toThrow(/unpacks to more than 200 MB/);
    // Its own sizes, in the local header and in the directory, are made small.
    const size = Buffer.alloc(4);
    size.writeUInt32LE(200_000_001);
    for (let at = bomb.indexOf(size); at >= 0; at = bomb.indexOf(size)) bomb.writeUInt32LE(10, at);
    expect(await take(importSpamReports, bomb)).toMatchObject({ imported: 1 });
  });

  test.each([
    ['a row beyond all', '<sheetData><row r="999999999"><c r="A1"><v>1</v></c></row></sheetData>'],
    ['a column beyond all', '<sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c></row></sheetData>'],
    [
      'a cell that says two places',
      '<sheetData><row r="1"><c r="A1" r="ZZ9999999"><v>1</v></c></row></sheetData>',
    ],
    ['a place without quotes', '<sheetData><row r=999999999><c r="A1"><v>1</v></c></row></sheetData>'],
    [
      'an element within a value',
      '<sheetData><row r="1"><c x="<" r="ZZ9999999"><v>1</v></c></row></sheetData>',
    ],
    ['a cell without a place', '<sheetData><row r="1"><c><v>1</v></c></row></sheetData>'],
    ['an unknown text', '<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>'],
    ['an element that does not end', '<sheetData><row r="1"><c r="A1"><v>1</v>'],
  ])('when its sheet has %s', async (_name, sheetData) => {
    await expect(take(importSpamReports, sheetOf(sheetData))).rejects.toThrow(
      /is no workbook that can be read; open it/,
    );
  });

  test('when one cell is far away from all others', async () => {
    const far =
      '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>';
    await expect(take(importSpamReports, sheetOf(far))).rejects.toThrow(
      /a cell far away from its table; delete it/,
    );
  });

  test('when its formulas were never calculated', async () => {
    const formula = { content: '<f>VLOOKUP(A1,B:C,2)</f>' };
    await expect(failing(table(report('A1', dated(DAYS), formula)))).rejects.toThrow(
      /has formulas without their results; open it in a spreadsheet program and save it again\.$/,
    );
  });

  test('when it is another archive, a damaged one, or of an old kind', async () => {
    const whole = workbook(table(report('A1')));
    const others = [
      packed({ 'content.xml': '<x/>' }),
      whole.subarray(0, 300),
      Buffer.concat([whole.subarray(0, 99), Buffer.alloc(400)]),
    ];
    for (const bytes of others)
      await expect(take(importSpamReports, bytes)).rejects.toThrow(
        /is no workbook that can be read; open it/,
      );
    await expect(take(importSpamReports, Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toThrow(
      /is an old workbook \(\.xls\) or has a password; save it as \.xlsx or "CSV UTF-8"/,
    );
  });

  test('in a time that grows with the file alone', async () => {
    const open = '<c '.repeat(1_000_000);
    await expect(take(importSpamReports, sheetOf(`<sheetData>${open}`))).rejects.toThrow(/is no workbook/);
  });

  test('never one with anything of a person', async () => {
    const strange = sheetOf(
      '<sheetData><row r="1"><c r="A1" t="zzz"><v>17012345678</v></c></row></sheetData>',
    );
    const error = await take(importSpamReports, strange).catch(String);
    expect(error).toMatch(/is no workbook that can be read/);
    expect(error).not.toContain('17012345678');
  });
});
