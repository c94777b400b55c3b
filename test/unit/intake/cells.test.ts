import { describe, expect, it } from 'vitest';
import { externalId, optional, word } from '../../../central/intake/cells.ts';
import { calendarDay, instant } from '../../../central/intake/moments.ts';
import { phone, sender } from '../../../central/intake/numbers.ts';

const NOW = Date.parse('2026-03-18T10:30:00+08:00');
const at = (text: string) => new Date(instant({ at: text }, 'at', NOW)).toISOString();
const idOf = (text: string) => externalId({ id: text }, 'id');
const senderOf = (text: string) => sender({ n: text }, 'n');
const phoneOf = (text: string) => phone({ n: text }, 'n');

describe('ids', () => {
  it.each([
    'ID-1',
    ' ID-1 ',
    '="ID-1"',
    "'ID-1",
    'ID-1\u200B',
    '\uFEFFID-1',
    '\u202AID-1\u202C',
    'ＩＤ－１',
    '= "ID-1"',
  ])('are the same however a spreadsheet writes them: %j', (text) => {
    expect(idOf(text)).toBe('ID-1');
  });

  it.each(['2.01603E+16', '8.98601e+18', '2E+16', '2.01603E16'])(
    'are refused when they are cut: %s',
    (text) => {
      expect(() => idOf(text)).toThrow('id: a spreadsheet has shortened it');
    },
  );

  it.each(['12E45', 'E+1', '1.5', 'WX-2016.03'])('may look like a number: %s', (text) => {
    expect(idOf(text)).toBe(text);
  });

  it.each(['A;B', 'A，B', 'A、B', 'A\nB'])('are one at a time: %j', (text) => {
    expect(() => idOf(text)).toThrow('id: more than one id');
  });

  it('hold no NUL and are not empty', () => {
    expect(() => idOf('A\0')).toThrow('id: a character that no text has');
    expect(() => idOf('\u200B')).toThrow('id: empty');
    expect(() => word({}, 'id', 9)).toThrow('id: empty');
  });
});

describe('texts', () => {
  it('stay as they were written, but for what an export puts before a formula', () => {
    expect(optional({ text: " 回T退订 'x' " }, 'text', 99)).toBe("回T退订 'x'");
    expect(optional({ text: "'=1+1" }, 'text', 99)).toBe('=1+1');
    for (const broken of ['a\0b', 'a\uD83D', '\uDE00b'])
      expect(() => optional({ text: broken }, 'text', 99)).toThrow('text: a character that no text has');
    expect(optional({ text: '😀𠮷' }, 'text', 99)).toBe('😀𠮷');
  });

  it.each(['#N/A', '#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#NUM!', '#NULL!', '#SPILL!', '########'])(
    'are none where a spreadsheet failed: %s',
    (text) => {
      expect(() => optional({ text }, 'text', 99)).toThrow('text: an error of a spreadsheet');
      expect(() => idOf(` ${text}`)).toThrow('id: an error of a spreadsheet');
    },
  );

  it.each(['#', '#1', '#话题#', '#N/A 来电'])('may begin with a number sign: %s', (text) => {
    expect(optional({ text }, 'text', 99)).toBe(text);
  });
});

describe('numbers', () => {
  it.each([
    '13912345678',
    '="13912345678"',
    "'13912345678",
    '139 1234 5678',
    '139-1234–5678',
    '+86 13912345678',
    '8613912345678',
    '008613912345678',
    '(139)12345678',
    '１３９１２３４５６７８',
    '139\u200B12345678\u202D',
  ])('of a sender and of a person have one spelling: %j', (text) => {
    expect([senderOf(text), phoneOf(text)]).toEqual(['13912345678', '13912345678']);
  });

  it.each([
    ['106990000', '106990000'],
    ['="1069012345"', '1069012345'],
    ['10086', '10086'],
    ['8610086', '8610086'],
    ['(010)62345678', '01062345678'],
    ['+44 20 7946 0958', '00442079460958'],
    ['0044 2079460958', '00442079460958'],
  ])('of senders may be short codes or foreign: %s', (text, kept) => {
    expect(senderOf(text)).toBe(kept);
  });

  it.each(['12', '1.38E+10', '138****5678', '13812345678/13912345678', '1381234567a', '1'.repeat(21)])(
    'that cannot be right are refused: %s',
    (text) => {
      expect(() => senderOf(text)).toThrow('n: not a number of 3 to 20 digits');
      expect(() => phoneOf(text)).toThrow('n: not a valid phone number');
    },
  );
});

describe('moments', () => {
  it.each([
    '2016-03-17 08:06',
    '2016/3/17 8:06',
    '2016.3.17 8:06:00',
    '2016年3月17日 8:06',
    '2016年3月17日8时06分',
    '2016/3/17 上午8:06',
    '2016/3/17 8:06 AM',
    '2016-03-17T08:06:00+08:00',
    '2016-03-17 08:06:00+08:00',
    '2016-03-17 08:06:00 +0800',
    '2016-03-17 08:06:00+08',
    '2016-03-17T00:06:00Z',
    '2016-03-17 08:06:00.0',
    '201603170806',
    '20160317080600',
    '="2016-03-17 08:06"',
    '42446.3375',
  ])('are read as people and programs write them: %s', (text) => {
    expect(at(text)).toBe('2016-03-17T00:06:00.000Z');
  });

  it.each([
    ['2016/3/17 下午3:06', '2016-03-17T07:06:00.000Z'],
    ['2016-03-17 12:06 AM', '2016-03-16T16:06:00.000Z'],
    ['2016-03-17 12:06 PM', '2016-03-17T04:06:00.000Z'],
    ['2016-03-17 中午12:06', '2016-03-17T04:06:00.000Z'],
    ['20160317', '2016-03-16T16:00:00.000Z'],
    ['42446', '2016-03-16T16:00:00.000Z'],
  ])('%s', (text, moment) => {
    expect(at(text)).toBe(moment);
  });

  it.each([
    'yesterday',
    '2016-02-30',
    '2016-03-17 25:00',
    '17/3/2016',
    '3/17/16',
    '2016-03',
    '12345',
    '下午3:06',
  ])('are never guessed: %s', (text) => {
    expect(() => at(text)).toThrow('at: not a date and time');
  });

  it('have been', () => {
    expect(() => at('2062-11-20')).toThrow('at: in the future');
    expect(() => at('2026-03-18 11:31')).toThrow('at: in the future');
    expect(at('2026-03-18 11:29')).toBe('2026-03-18T03:29:00.000Z');
    expect(() => at('1970-01-01')).toThrow('at: before 1990');
    expect(() => calendarDay({ d: '2062-01-01' }, 'd', NOW)).toThrow('d: in the future');
  });

  it.each(['2016-03-17', '2016年3月17日', '42446', '2016-03-16T20:00:00Z', '2016/3/17 23:59'])(
    'give a day in Beijing: %s',
    (text) => {
      expect(calendarDay({ d: text }, 'd', NOW)).toBe('2016-03-17');
    },
  );
});
