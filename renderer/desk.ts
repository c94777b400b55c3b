import { CodedError } from '../shared/errors.ts';
import type {
  ChannelInput,
  ChannelOutput,
  DeskBridge,
  Envelope,
  EventPayload,
} from '../shared/ipc/channels.ts';
import type { ChannelName, EventName } from '../shared/ipc/names.ts';

declare global {
  interface Window {
    readonly desk: DeskBridge;
  }
}

type Calls = {
  readonly [N in ChannelName]: (input: ChannelInput<N>) => Promise<Envelope<ChannelOutput<N>>>;
};

/**
 * Asks main. Resolves with the value of a successful answer.
 * @throws CodedError with the code of a refusal; its sentence is made in `i18n/errors`.
 */
export async function call<N extends ChannelName>(
  name: N,
  input: ChannelInput<N>,
): Promise<ChannelOutput<N>> {
  const calls: Calls = window.desk;
  const answer = await calls[name](input);
  if (answer.ok) return answer.value;
  throw new CodedError(answer.code, answer.params);
}

/** Listens to an event of main; returns the function that ends the subscription. */
export function subscribe<N extends EventName>(
  name: N,
  listener: (payload: EventPayload<N>) => void,
): () => void {
  return window.desk.on(name, listener);
}

/** What any caught value is in the product's own terms: an unexpected error becomes `internal`. */
export function asCoded(error: unknown): CodedError {
  return error instanceof CodedError ? error : new CodedError('internal', {}, { cause: error });
}
