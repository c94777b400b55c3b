import { Worker } from 'node:worker_threads';
import { CodedError } from '../../shared/errors.ts';
import type {
  DeskQueue,
  FromQueue,
  QueueAnswer,
  QueueCommand,
  QueueEvents,
  QueueInput,
  QueueStart,
} from './messages.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: CodedError): void;
}

/**
 * Main's end of the queue's thread: it only passes on. Every question is answered or fails with a code; a
 * thread that died is begun anew by the next question.
 */
export class QueueThread implements DeskQueue {
  readonly #script: string;
  readonly #start: QueueStart;
  readonly #events: QueueEvents;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #calls = 0;
  /** Whether the present thread has answered. */
  #answered = false;
  #closed = false;

  constructor(script: string, start: QueueStart, events: QueueEvents) {
    this.#script = script;
    this.#start = start;
    this.#events = events;
  }

  call<C extends QueueCommand>(command: C, input: QueueInput<C>): Promise<QueueAnswer<C>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new CodedError('queue_failed'));
        return;
      }
      this.#worker ??= this.#begin();
      this.#calls += 1;
      this.#waiting.set(this.#calls, { resolve: (value) => resolve(value as QueueAnswer<C>), reject });
      this.#worker.postMessage({ call: this.#calls, command, input });
    });
  }

  changed(ids: readonly string[] | null): void {
    // A thread that does not run yet reads everything as it is then.
    if (this.#worker && !this.#closed) this.call('changed', ids).catch(() => undefined);
  }

  /** Closes the file and ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (this.#closed || !worker) {
      this.#closed = true;
      return;
    }
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    // A thread that cannot close its file ends all the same.
    this.call('close', undefined).catch(() => undefined);
    this.#closed = true;
    await ended;
  }

  #begin(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#start });
    this.#answered = false;
    worker.on('message', (message: FromQueue) => {
      if ('unreadable' in message) this.#events.unreadable(message.unreadable);
      else this.#answer(message);
    });
    worker.on('error', (error) => this.#ended(worker, new CodedError('queue_failed', {}, { cause: error })));
    worker.on('exit', () => this.#ended(worker, new CodedError('queue_failed')));
    return worker;
  }

  #answer(message: Extract<FromQueue, { answer: number }>): void {
    const waiting = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    this.#answered = true;
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(new CodedError(message.code, message.params));
  }

  #ended(worker: Worker, error: CodedError): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    // One that never answered is begun again by questions alone: else it would die and begin in a circle.
    if (this.#answered && !this.#closed) this.#events.ended();
  }
}
