import { CodedError } from '../../shared/errors.ts';
import { mayDismiss } from '../../shared/mutation/refusal.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** What central did not take, and what the person does about it. */
export function refusedHandlers(context: HandlerContext) {
  const find = (id: string) => {
    const desk = openDesk(context);
    const refused = desk.reader.refused(id);
    if (!refused) throw new CodedError('not_found');
    return { desk, ...refused };
  };
  return {
    'refused.dismiss': async ({ id }) => {
      const { desk, name, code } = find(id);
      if (!mayDismiss(name, code)) throw new CodedError('forbidden');
      await desk.writer.call('dismiss', id);
      return {};
    },
    'refused.again': async ({ id }) => {
      await find(id).desk.writer.call('again', id);
      return {};
    },
  } satisfies Partial<Handlers>;
}
