import { diagnosisOf } from '../diagnosis.ts';
import type { HandlerContext } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** What a person can hand to support. */
export function diagnosisHandlers(context: HandlerContext) {
  return {
    'diagnosis.read': async () => ({ text: await diagnosisOf(context) }),
    'diagnosis.save': async () => ({
      saved: await context.saveText('callback-desk-diagnosis.json', await diagnosisOf(context)),
    }),
  } satisfies Partial<Handlers>;
}
