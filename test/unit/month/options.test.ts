import { expect, it } from 'vitest';
import { monthFlags } from '../../month/options.ts';

it('a month is lived as the command line says', () => {
  expect(monthFlags([])).toEqual({ reports: null, cards: null, seed: 1, agents: null });
  const file = 'package.json';
  expect(monthFlags(['--reports', file, '--cards', file, '--seed', '7', '--agents', '3'])).toEqual({
    reports: file,
    cards: file,
    seed: 7,
    agents: 3,
  });
  expect(monthFlags(['--cases', '11000']).limits).toEqual({ reports: 6_600, cards: 4_400 });
});

it.each([
  [['--seed', 'x'], '--seed is a whole number, at least 0; "x" is none.'],
  [['--agents', '0'], '--agents is a whole number, at least 1; "0" is none.'],
  [['--agents', '2.5'], '--agents is a whole number, at least 1; "2.5" is none.'],
  [['--reports', 'no/such.csv'], '--reports: there is no file no/such.csv.'],
  [
    ['--cases', '9', '--cards', 'package.json'],
    '--cases asks for generated rows; leave it out with --reports and --cards.',
  ],
  [['--sed', '1'], "Unknown option '--sed'"],
])('%j is refused before anything is lived', (args, sentence) => {
  expect(() => monthFlags(args)).toThrow(sentence);
});
