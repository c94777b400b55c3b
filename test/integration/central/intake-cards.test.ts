import { afterAll, beforeAll, expect, test } from 'vitest';
import { importCards } from '../../../central/intake/cards.ts';
import { FileIntake } from '../../support/intake.ts';

let files: FileIntake;

beforeAll(async () => {
  files = await FileIntake.start();
});
afterAll(() => files.stop());

const take = (...tails: string[]) => {
  const rows = tails.map((tail, index) => `D${index},17012345678,2014-05-05,id_front,${tail}`);
  return files.take(importCards, ['卡编号,手机号,售卡日期,缺少资料,身份证号码后四位', ...rows].join('\n'));
};
const tailOf = async (id: string) => {
  const stored = await files.found('real_name', id);
  return stored.kind === 'real_name' ? stored.facts.idTail : undefined;
};

test('cards bring the last four of a document number, and no more of it', async () => {
  const problem = 'id_last_four: not four characters; keep the column as text, without the rest';
  const tails = ['0123', '12３x', '330***********123X', '', '123', '330106199001010123', '****'];
  expect(await take(...tails)).toMatchObject({
    imported: 4,
    told: [`6 ${problem}`, `7 ${problem}`, `8 ${problem}`],
  });
  expect(await Promise.all(['D0', 'D1', 'D2', 'D3'].map(tailOf))).toEqual(['0123', '123X', '123X', null]);
});

test('another last four is told, the known one again is nothing new', async () => {
  expect(await take('0124', '123X', '')).toMatchObject({
    duplicates: 2,
    differing: 1,
    told: ['2 known already with another id_last_four'],
  });
  expect(await tailOf('D0')).toBe('0123');
});
