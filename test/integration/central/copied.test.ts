import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copied } from '../../../central/db/copied.ts';
import { snapshot } from '../../../central/db/transaction.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';

let central: TestCentral;

beforeEach(async () => {
  central = await startCentral();
});
afterEach(() => central.stop());

const rowsOf = (query: ReturnType<typeof sql>, columns: number) =>
  snapshot(central.db, async (trx) => {
    const rows = await copied(trx, query, columns);
    const places = Array.from({ length: columns }, (_, column) => column);
    return Array.from({ length: rows.count }, (_, row) => places.map((column) => rows.text(row, column)));
  });

test('rows come as their bytes: signs of all lengths, nothing, and no value', async () => {
  const query = sql`select * from (values ('回访\\n\t"', null), ('', '😀')) as given (one, other)`;
  expect(await rowsOf(query, 2)).toEqual([
    ['回访\\n\t"', null],
    ['', '😀'],
  ]);
  expect(await rowsOf(sql`select 'x' where false`, 1)).toEqual([]);
});

test('values larger than what the network brings at once are whole', async () => {
  const query = sql`select repeat('回', 100000 + n) from generate_series(1, 5) as n`;
  const lengths = (await rowsOf(query, 1)).map(([text]) => text?.length);
  expect(lengths).toEqual([100_001, 100_002, 100_003, 100_004, 100_005]);
});

test('a query that fails in its midst is told, and the connection serves the next one', async () => {
  const query = sql`select repeat('x', 100000), (1 / (3 - n))::text from generate_series(1, 5) as n`;
  for (let time = 0; time < 30; time += 1)
    await expect(rowsOf(query, 2)).rejects.toMatchObject({ code: '22012' });
  expect(await rowsOf(sql`select 'x'`, 1)).toEqual([['x']]);
});

test('a value is no parameter of a copy, and one that ends its text is only text', async () => {
  expect(await rowsOf(sql`select ${sql.lit("x'); drop table case_; --")}`, 1)).toEqual([
    ["x'); drop table case_; --"],
  ]);
  await expect(rowsOf(sql`select ${'x'}::text`, 1)).rejects.toThrow();
});
