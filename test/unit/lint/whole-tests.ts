import type { Row } from './row.ts';

const whole = 'lint/plugin/whole-tests';
const focused = 'lint/suspicious/noFocusedTests';
const skipped = 'lint/suspicious/noSkippedTests';

/** Every test runs, always. */
export const wholeTests: readonly Row[] = [
  [focused, 'test/unit/', null, "it.only('x', () => {});"],
  [focused, 'test/unit/', null, "test.only.each([1])('x', () => {});"],
  [focused, 'test/e2e/', null, "test.describe.only('x', () => {});"],
  [focused, 'test/unit/', null, "fit('x', () => {});"],
  [skipped, 'test/unit/', null, "test.skip('x', () => {});"],
  [skipped, 'test/unit/', null, "describe.skip('x', () => {});"],
  [skipped, 'test/e2e/', null, "test.fixme('x', () => {});"],
  [focused, 'test/unit/', null, "it.concurrent.only('x', () => {});"],
  [skipped, 'test/e2e/', null, "test.fixme(true, 'x');"],
  [whole, 'test/unit/', null, "it.fails('x', () => {});"],
  [skipped, 'test/unit/', null, "xit('x', () => {});"],
  [skipped, 'test/unit/', null, "xdescribe('x', () => {});"],
  [skipped, 'test/e2e/', null, "test.describe.skip('x', () => {});"],
  [whole, 'test/unit/', null, "describe.todo('x');"],
  [whole, 'test/unit/', null, "it.todo('x');"],
  [whole, 'test/unit/', null, "it.each([1]).only('x', () => {});"],
  [skipped, 'test/unit/', null, "describe.concurrent.skip('x', () => {});"],
  [whole, 'test/unit/', null, "it.skipIf(true)('x', () => {});"],
  [whole, 'test/unit/', null, "it.runIf(false)('x', () => {});"],
  [whole, 'test/unit/', null, "it('x', { skip: true }, () => {});"],
  [whole, 'test/unit/', null, "it('x', ({ skip }) => skip());"],
  [whole, 'test/unit/', null, "it('x', (context) => context.skip());"],
];
