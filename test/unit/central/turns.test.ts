import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Turns } from '../../../central/http/turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => done, end };
}

it('runs so many at once and the others in order', async () => {
  const turns = new Turns(2, 1_000);
  const begun: number[] = [];
  const works = [held(), held(), held(), held()];
  const all = works.map(({ work }, index) =>
    turns.take(() => {
      begun.push(index);
      return work();
    }),
  );
  expect(begun).toEqual([0, 1]);
  works[1]?.end();
  await all[1];
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toEqual([0, 1, 2]);
  for (const { end } of works) end();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3]);
});

it('refuses who waits too long, and goes on with the next after work that fails', async () => {
  const turns = new Turns(1, 1_000);
  const first = held();
  const running = turns.take(first.work);
  const late = turns.take(async () => 'late');
  const refused = expect(late).rejects.toThrowError('central_busy');
  await vi.advanceTimersByTimeAsync(1_000);
  await refused;
  const failing = turns.take(async () => {
    throw new Error('failed');
  });
  const next = turns.take(async () => 'next');
  first.end();
  await running;
  await expect(failing).rejects.toThrowError('failed');
  expect(await next).toBe('next');
  expect(await turns.take(async () => 'last')).toBe('last');
});
