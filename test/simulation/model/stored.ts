import type { Case } from '../../../shared/case/case.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import type { World } from '../world.ts';

/** A mutation as central has it. */
export interface StoredMutation {
  id: string;
  clientId: string;
  authorId: string;
  name: string;
  status: string;
  code: string | null;
  body: Mutation;
}

/** Everything that central has, read beside the program. */
export interface Stored {
  cases: ReadonlyMap<string, Case>;
  /** In the order of each client. */
  mutations: readonly StoredMutation[];
  /** The calls in the ledger. */
  results: ReadonlySet<string>;
}

export async function storedIn(world: World): Promise<Stored> {
  const { db } = world.central;
  const rows = await db.selectFrom('case_').select(['id', 'doc']).orderBy('id').execute();
  const mutations = await db.selectFrom('mutation').selectAll().orderBy('client_id').orderBy('seq').execute();
  const results = await db.selectFrom('call_result').select('id').execute();
  return {
    cases: new Map(rows.map(({ id, doc }) => [id, doc as Case])),
    mutations: mutations.map((row) => ({
      id: row.id,
      clientId: row.client_id,
      authorId: row.account_id,
      name: row.name,
      status: row.status,
      code: (row.result as { code?: string | null } | null)?.code ?? null,
      body: row.body as Mutation,
    })),
    results: new Set(results.map(({ id }) => id)),
  };
}
