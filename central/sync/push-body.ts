import { z } from 'zod';
import { PushRequest } from '../../shared/api/sync.ts';

/**
 * A push as central takes it: of each mutation only the id must be right. One that this version does not
 * understand is set aside by itself, so that it cannot hold up the ones behind it.
 */
export const PushBody = PushRequest.extend({
  clientId: z.uuid().toLowerCase(),
  mutations: z
    .array(
      z.object({
        seq: z.int().min(1),
        mutation: z.looseObject({ id: z.uuid().toLowerCase() }),
        again: z.boolean().default(false),
        receipt: z.string().max(1_000).nullable().catch(null).default(null),
      }),
    )
    .min(1)
    .max(100),
});
export type PushBody = z.infer<typeof PushBody>;
export type PushItem = PushBody['mutations'][number];
