import { z } from 'zod';
import { DispositionSet } from '../case/disposition.ts';
import { CaseKind } from '../case/kinds.ts';
import { Script } from '../script/graph.ts';
import { Policy } from './policy.ts';

/** The data that rules a call, each in its newest version, as sync delivered it. */
export const Library = z.object({
  policy: Policy,
  dispositions: DispositionSet,
  scripts: z.record(CaseKind, Script),
});
export type Library = z.infer<typeof Library>;

/** One immutable document of the library. Older versions stay, because results pin the ones they used. */
export const LibraryDocument = z.discriminatedUnion('type', [
  z.object({ type: z.literal('policy'), body: Policy }),
  z.object({ type: z.literal('dispositions'), body: DispositionSet }),
  z.object({ type: z.literal('script'), body: Script }),
]);
export type LibraryDocument = z.infer<typeof LibraryDocument>;
