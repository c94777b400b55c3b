import type { ErrorCode, ErrorParams } from '../../shared/errors.ts';
import type { Board } from '../../shared/ipc/board.ts';
import type { QueueFilter, QueueRow } from '../../shared/ipc/view.ts';
import type { Calendar } from '../../shared/policy/policy.ts';
import type { Moment, Tab } from './queue-index.ts';

interface Look {
  filter: QueueFilter;
  moment: Moment;
}

/** What main asks of the queue's thread. */
export interface QueueCommands {
  counts(look: Look): Record<Tab, number>;
  /** A page of rows in the order of work. */
  rows(look: Look & { offset: number; limit: number }): QueueRow[];
  locate(look: Look & { caseId: string }): {
    index: number | null;
    nextId: string | null;
    previousId: string | null;
  };
  /**
   * The cases of a filter in the order of work. `doubtful`: only those with calls that wait for a lead's
   * word.
   */
  ids(look: Look & { doubtful: boolean }): string[];
  board(of: { calendar: Calendar; moment: Moment }): Board;
  /** Takes note of changed cases; null: too many to name. */
  changed(ids: readonly string[] | null): void;
  close(): void;
}

export type QueueCommand = keyof QueueCommands;
export type QueueInput<C extends QueueCommand> = Parameters<QueueCommands[C]>[0];
export type QueueAnswer<C extends QueueCommand> = ReturnType<QueueCommands[C]>;

/** Everything that the queue's thread is started with. */
export interface QueueStart {
  file: string;
  key: Uint8Array;
}

export type ToQueue = {
  [C in QueueCommand]: { call: number; command: C; input: QueueInput<C> };
}[QueueCommand];

export type FromQueue =
  | { answer: number; ok: true; value: unknown }
  | { answer: number; ok: false; code: ErrorCode; params: ErrorParams }
  /** Rows were looked at that this program cannot read. */
  | { unreadable: number };

/** What main hears of a queue unasked. */
export interface QueueEvents {
  unreadable(count: number): void;
  /** The thread ended by itself; the next question begins another one. */
  ended(): void;
}

/** Main's end of a queue, wherever it runs. */
export interface DeskQueue {
  call<C extends QueueCommand>(command: C, input: QueueInput<C>): Promise<QueueAnswer<C>>;
  /** Whatever is asked after this is answered with the change. */
  changed(ids: readonly string[] | null): void;
  close(): Promise<void>;
}

export type OpenQueue = (start: QueueStart, events: QueueEvents) => DeskQueue;
