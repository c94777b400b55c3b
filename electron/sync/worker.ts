import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../shared/errors.ts';
import { systemIds, systemRng } from '../chance.ts';
import { systemClock } from '../clock.ts';
import { dieAtFailpoint } from '../failpoint.ts';
import { clientNet } from './client-net.ts';
import type { FromWriter, ToWriter, WriterCommands, WriterStart } from './messages.ts';
import { startWriter } from './writer.ts';

/** Entry of the writer thread: the only place that writes the desk file and speaks to central. */
function serve(port: NonNullable<typeof parentPort>, start: WriterStart): void {
  const say = (message: FromWriter) => port.postMessage(message);
  let writer: WriterCommands;
  try {
    writer = startWriter(start, {
      clock: systemClock,
      ids: systemIds,
      rng: systemRng,
      net: clientNet(start.server),
      emit: say,
    });
  } catch (error) {
    say({ refused: refusal(error) });
    return;
  }
  say({ opened: true });
  port.on('message', async (message: ToWriter) => {
    try {
      say({ answer: message.call, ok: true, value: await obey(writer, message) });
    } catch (error) {
      say({ answer: message.call, ok: false, ...refusal(error) });
    }
    if (message.command === 'close') port.close();
  });
}

function obey(writer: WriterCommands, message: ToWriter): unknown {
  switch (message.command) {
    case 'commit':
      return writer.commit(message.input);
    case 'saveDraft':
      return writer.saveDraft(message.input);
    case 'dismiss':
    case 'again':
      return writer[message.command](message.input);
    case 'kept':
    case 'lookup':
      return writer[message.command](message.input);
    case 'signedIn':
      return writer.signedIn(message.input);
    case 'signInRefused':
      return writer.signInRefused(message.input);
    default:
      return writer[message.command]();
  }
}

function refusal(error: unknown): Pick<CodedError, 'code' | 'params'> {
  return error instanceof CodedError
    ? { code: error.code, params: error.params }
    : { code: 'internal', params: {} };
}

if (__TEST_HOOKS__ && process.env.CALLBACK_DESK_FAILPOINT)
  dieAtFailpoint(process.env.CALLBACK_DESK_FAILPOINT);
if (parentPort) serve(parentPort, workerData as WriterStart);
