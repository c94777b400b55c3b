import type { z } from 'zod';
import type { TakenResponse } from '../../shared/api/outcomes.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { type Dated, type OutsideKind, type OutsideParts, type TakenItem, takeOutside } from './take.ts';

/** Why an item that is well formed was not taken. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  not_found: 'Nothing of this id is known in the team.',
  illegal_transition: 'It does not fit where the case stands.',
  internal: 'It could not be taken; nothing was changed by it.',
};

/** Where an item is wrong and how, without what it holds. */
function faultOf(index: number, { issues: [first] }: z.ZodError): string {
  const path = (first?.path ?? []).map(String).join('.');
  return `items.${index}${path ? `.${path}` : ''}: ${first?.message ?? 'not of the form described'}.`;
}

/**
 * Takes the items of a request one by one: a bad one refuses no other. Answers what became of each, in order,
 * and why those were refused that were.
 */
export async function takeBatch<Item extends Dated>(
  parts: OutsideParts,
  kind: OutsideKind<Item>,
  item: z.ZodType<Item>,
  items: readonly unknown[],
): Promise<TakenResponse> {
  const read = items.map((each) => item.safeParse(each));
  const taken = await takeOutside(
    parts,
    kind,
    read.flatMap(({ data }) => data ?? []),
  );
  const left = [...taken];
  const refused: TakenResponse['refused'] = [];
  const results = read.map(({ error }, index): TakenItem => {
    const result: TakenItem = error
      ? { status: 'rejected', code: 'invalid_input' }
      : (left.shift() ?? { status: 'rejected', code: 'internal' });
    const { code } = result;
    if (code !== null)
      refused.push({ index, code, sentence: error ? faultOf(index, error) : (SENTENCES[code] ?? code) });
    return result;
  });
  return { results, refused };
}
