import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import type { Role } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { CHANNELS, type ChannelOutput, type Envelope } from '../../shared/ipc/channels.ts';
import { CHANNEL_NAMES, type ChannelName } from '../../shared/ipc/names.ts';
import { type Log, placeOf } from '../log.ts';
import { storeError } from '../store/errors.ts';

/**
 * One handler per channel; arguments are validated, the caller's right is checked. Refusals are thrown
 * CodedErrors.
 */
export type Handlers = {
  readonly [N in ChannelName]: (
    input: ReturnType<(typeof CHANNELS)[N]['input']['parse']>,
  ) => ChannelOutput<N> | Promise<ChannelOutput<N>>;
};

export interface WrapperPorts {
  handlers: Handlers;
  log: Log;
  /** Whether a call comes from the main frame of a page of ours in a window of ours. */
  trusts(event: IpcMainInvokeEvent): boolean;
  /** Role of the person who is signed in. */
  role(): Role | null;
}

/**
 * Registers every channel: sender, then schema, then right, then handler; never throws across, never logs
 * arguments.
 */
export function serveChannels(ports: WrapperPorts): void {
  for (const name of CHANNEL_NAMES) {
    ipcMain.handle(name, (event, input: unknown) => answer(name, event, input, ports));
  }
}

async function answer<N extends ChannelName>(
  name: N,
  event: IpcMainInvokeEvent,
  input: unknown,
  ports: WrapperPorts,
): Promise<Envelope<ChannelOutput<N>>> {
  try {
    if (!ports.trusts(event)) throw new CodedError('sender_refused');
    const channel = CHANNELS[name];
    const parsed = channel.input.safeParse(input);
    if (!parsed.success)
      throw new CodedError('invalid_input', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
    authorise(channel.roles, ports.role());
    const handler: (input: never) => ChannelOutput<N> | Promise<ChannelOutput<N>> = ports.handlers[name];
    const value = await handler(parsed.data as never);
    if (__TEST_HOOKS__) channel.output.parse(value);
    return { ok: true, value };
  } catch (error) {
    return refuse(name, storeError(error), ports.log);
  }
}

function authorise(roles: readonly Role[] | null, role: Role | null): void {
  if (roles === null) return;
  if (role === null) throw new CodedError('not_signed_in');
  if (!roles.includes(role)) throw new CodedError('forbidden');
}

function refuse(channel: ChannelName, error: unknown, log: Log): Envelope<never> {
  if (error instanceof CodedError) {
    log.write('refused', { channel, code: error.code });
    return { ok: false, code: error.code, params: error.params };
  }
  log.write('failed', { channel, code: 'internal', place: placeOf(error) });
  return { ok: false, code: 'internal', params: {} };
}
