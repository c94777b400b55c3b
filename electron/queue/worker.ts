import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../shared/errors.ts';
import { storeError } from '../store/errors.ts';
import { openDeskQueue } from './desk-queue.ts';
import type { FromQueue, QueueCommands, QueueStart, ToQueue } from './messages.ts';

/** Entry of the queue's thread: whatever is counted, ordered and searched over all cases of a desk. */
function serve(port: NonNullable<typeof parentPort>, start: QueueStart): void {
  const say = (message: FromQueue) => port.postMessage(message);
  let queue: QueueCommands | null = null;
  port.on('message', ({ call, command, input }: ToQueue) => {
    try {
      // Here, so that a file that cannot be opened is an answer.
      queue ??= openDeskQueue(start, { unreadable: (unreadable) => say({ unreadable }) });
      const value = Reflect.apply(queue[command], queue, [input]);
      say({ answer: call, ok: true, value });
    } catch (error) {
      const { code, params } = refusal(storeError(error));
      say({ answer: call, ok: false, code, params });
    }
    if (command === 'close') port.close();
  });
}

function refusal(error: unknown): Pick<CodedError, 'code' | 'params'> {
  return error instanceof CodedError ? error : { code: 'queue_failed', params: {} };
}

if (parentPort) serve(parentPort, workerData as QueueStart);
