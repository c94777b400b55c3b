/**
 * Named moments at which tests end the console: on both sides of every write that a promise to a person
 * depends on. The packed program has none of them.
 */
export const FAILPOINTS = [
  'commit:begin',
  'commit:written',
  'commit:done',
  'commit:mirrored',
  'answer:begin',
  'answer:done',
  'snapshot:written',
  'snapshot:done',
  'stage:done',
  'apply:begin',
  'apply:patched',
  'apply:retired',
  'apply:written',
  'apply:done',
  'requeue:written',
  'requeue:done',
] as const;
/** The same while a pull of many rows is put in by and by. */
export const LONG_PULL_FAILPOINTS = ['ahead:written', 'ahead:done'] as const;
/** The same around the second copy of unsent work, which is begun anew when a desk opens. */
export const COPY_FAILPOINTS = ['copy:written', 'copy:replaced'] as const;
export type Failpoint = (typeof FAILPOINTS | typeof LONG_PULL_FAILPOINTS | typeof COPY_FAILPOINTS)[number];

let reached: ((name: Failpoint) => void) | null = null;

/**
 * What happens at a failpoint: a test ends the process, or throws what ends a simulated one. Null: nothing.
 */
export function onFailpoint(handler: ((name: Failpoint) => void) | null): void {
  reached = handler;
}

/** Marks a failpoint in the code. */
export function failpoint(name: Failpoint): void {
  if (__TEST_HOOKS__) reached?.(name);
}

/**
 * Ends this process without a farewell at the `count`-th time that a failpoint is reached; `order`:
 * "name:count".
 */
export function dieAtFailpoint(order: string): void {
  const [name, count] = [
    order.slice(0, order.lastIndexOf(':')),
    Number(order.slice(order.lastIndexOf(':') + 1)),
  ];
  let times = 0;
  onFailpoint((met) => {
    if (met === name) times += 1;
    if (met === name && times === count) process.kill(process.pid, 'SIGKILL');
  });
}
