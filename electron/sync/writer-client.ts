import { Worker } from 'node:worker_threads';
import { CodedError } from '../../shared/errors.ts';
import type {
  CommandAnswer,
  DeskWriter,
  FromWriter,
  WriterCommand,
  WriterCommands,
  WriterEvent,
  WriterStart,
} from './messages.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: CodedError): void;
}

/**
 * Main's end of the writer thread. Every command is answered or fails with a code, also when the thread dies.
 */
export class WriterClient implements DeskWriter {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #ended = false;

  /**
   * Starts the thread and waits until the desk file is open.
   * @throws already_running, store_newer, store_corrupt, store_failed.
   */
  static open(
    script: string,
    start: WriterStart,
    onEvent: (event: WriterEvent) => void,
  ): Promise<WriterClient> {
    return new Promise((resolve, reject) => {
      const client: WriterClient = new WriterClient(script, start, {
        opened: () => resolve(client),
        refused: reject,
        event: onEvent,
      });
    });
  }

  private constructor(
    script: string,
    start: WriterStart,
    on: { opened(): void; refused(error: CodedError): void; event(event: WriterEvent): void },
  ) {
    this.#worker = new Worker(script, { workerData: start });
    this.#worker.on('message', (message: FromWriter) => {
      if ('answer' in message) this.#answer(message);
      else if ('event' in message) on.event(message);
      else if ('refused' in message) on.refused(new CodedError(message.refused.code, message.refused.params));
      else on.opened();
    });
    this.#worker.on('error', (error) => {
      const failure = new CodedError('store_failed', {}, { cause: error });
      on.refused(failure);
      this.#failAll(failure);
    });
    this.#worker.on('exit', () => this.#failAll(new CodedError('store_failed')));
  }

  call<C extends WriterCommand>(
    command: C,
    ...[input]: Parameters<WriterCommands[C]>
  ): Promise<CommandAnswer<C>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new CodedError('store_failed'));
        return;
      }
      this.#calls += 1;
      this.#waiting.set(this.#calls, { resolve: (value) => resolve(value as CommandAnswer<C>), reject });
      this.#worker.postMessage({ call: this.#calls, command, input });
    });
  }

  /** Closes the file and ends the thread. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    await this.call('close');
    await ended;
  }

  #answer(message: Extract<FromWriter, { answer: number }>): void {
    const waiting = this.#waiting.get(message.answer);
    this.#waiting.delete(message.answer);
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(new CodedError(message.code, message.params));
  }

  #failAll(error: CodedError): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
