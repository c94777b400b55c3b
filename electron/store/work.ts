import { z } from 'zod';
import { casesNamedBy, Mutation } from '../../shared/mutation/mutation.ts';

/**
 * Work as it is stored. Whatever a newer program made of the rest: its id is enough to keep it, to send it
 * and to know it again.
 */
export const Work = z.looseObject({ id: z.uuid() });
export type Work = z.infer<typeof Work>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Stored work as it is, of whichever program; null: not even its id can be read. */
export function readWork(text: string): Work | null {
  return Work.safeParse(parsed(text)).data ?? null;
}

/**
 * Stored work with defaults for what an older program did not know; null: a newer one made it, or it is
 * damaged.
 */
export function understood(text: string): Mutation | null {
  return Mutation.safeParse(parsed(text)).data ?? null;
}

/** What a screen says of stored work, also of what this program does not understand. */
const Shown = z.object({
  name: z.string().catch('other'),
  at: z.number().catch(0),
});

export function shownOf(text: string): z.infer<typeof Shown> & { caseId: string | null } {
  const shown = Shown.safeParse(parsed(text)).data ?? { name: 'other', at: 0 };
  const work = readWork(text);
  return { ...shown, caseId: z.uuid().safeParse(work && casesOf(work)[0]).data ?? null };
}

const Args = z.looseObject({});

/** The cases that work is about, of whichever program. */
export function casesOf(work: Work): string[] {
  return casesNamedBy(Args.safeParse(work.args).data ?? {});
}
