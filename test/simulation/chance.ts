import { createHash } from 'node:crypto';
import { seededRng } from '../../central/demo/random.ts';
import type { Ids, Rng } from '../../shared/ports.ts';

/** A generator for one purpose of a run: what one part draws does not move what another one gets. */
export function rngFor(...words: (string | number)[]): Rng {
  return seededRng(createHash('sha256').update(words.join('/')).digest().readUInt32LE(0));
}

/** UUIDs that depend on the words and on how many were made before. */
export function idsFor(...words: (string | number)[]): Ids {
  let made = 0;
  return {
    uuid() {
      made += 1;
      const hex = createHash('sha256')
        .update([...words, made].join('/'))
        .digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}

/** One of several with weights; those with weight 0 never. */
export function weighted<T>(rng: Rng, choices: readonly (readonly [T, number])[]): T {
  let left = rng.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  const last = choices.at(-1);
  if (!last) throw new RangeError('nothing to choose from');
  return last[0];
}
