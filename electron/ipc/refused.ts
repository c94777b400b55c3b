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
      const { desk, mutation } = find(id);
      if (mutation?.name !== 'reassign') {
        await desk.writer.call('again', id);
        return {};
      }
      const { caseId, toId } = mutation.args;
      const expected = desk.reader.case(caseId)?.assignmentId ?? null;
      const [outcome] = await desk.writer.call('commit', [
        { name: 'reassign', args: { caseId, expected, toId, commandId: null } },
      ]);
      if (outcome && !outcome.ok) throw new CodedError(outcome.code, outcome.params);
      await desk.writer.call('dismiss', id);
      return {};
    },
  } satisfies Partial<Handlers>;
}
