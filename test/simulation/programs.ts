import { sql } from 'kysely';
import { understandWaiting } from '../../central/sync/understand.ts';
import type { PulledPage } from '../../electron/sync/net.ts';
import type { PushRequest } from '../../shared/api/sync.ts';
import type { SimDesk } from './desk.ts';
import type { World } from './world.ts';

/** Work and cases for which a program is needed that knows more. */
const isNew = (id: string): boolean => Number.parseInt(id.slice(-1), 16) % 3 === 0;

/** Some work of a newer program is of a version that central does not know yet. */
export function asSent(world: World, desk: SimDesk, body: PushRequest): PushRequest {
  if (!world.olderCentral || !desk.newer) return body;
  const mutations = body.mutations.map((queued) => {
    if (!isNew(queued.mutation.id)) return queued;
    world.traps.fire('work that central does not understand yet');
    return { ...queued, mutation: { ...queued.mutation, v: 2 } };
  });
  return { ...body, mutations } as PushRequest;
}

/** Some cases that changed hold something that an older program does not know. */
export function asReceived(world: World, desk: SimDesk, page: PulledPage): PulledPage {
  if (!desk.older || page.kind !== 'delta') return page;
  const changes = page.changes.map((line) => {
    const change = line as { entity: string; id: string; row?: object };
    if (change.entity !== 'case' || !change.row || !isNew(change.id)) return line;
    world.traps.fire('row that a desk cannot read');
    desk.unread.add(change.id);
    return { ...change, row: { ...change.row, stage: 'unheard_of' } };
  });
  return { ...page, changes };
}

/** Central's present program begins, also on what was put back, and takes up what the one before it kept. */
export async function updateCentral(world: World): Promise<void> {
  const { services, db } = world.central;
  world.olderCentral = false;
  await sql`
    update mutation set body = jsonb_set(body::jsonb, '{v}', '1')::json where body->>'v' = '2'
  `.execute(db);
  const understood = await understandWaiting(services);
  if (understood > 0) world.traps.fire('work understood after an update of central');
  world.note(`central is updated and understands ${understood}`);
}
