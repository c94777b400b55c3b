import { metaOf } from '../meta.ts';
import type { Migration } from '../migrate.ts';

/**
 * What the queue orders by risk and counts as steps. The cases of older files lack what these columns are
 * made from, so they are pulled again; unsent work stays, and is on top of them again as they come in.
 */
export const promises: Migration = {
  version: 3,
  up(connection) {
    connection.exec(`
      ALTER TABLE queue ADD COLUMN half_at INTEGER;
      ALTER TABLE queue ADD COLUMN soon_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE queue ADD COLUMN plan_kind TEXT NOT NULL DEFAULT 'call';
      ALTER TABLE queue ADD COLUMN code TEXT NOT NULL DEFAULT 'first_call';
      ALTER TABLE queue ADD COLUMN waits_until INTEGER;
      ALTER TABLE queue ADD COLUMN close_by INTEGER;

      DELETE FROM case_;
      DELETE FROM queue;
      DELETE FROM membership WHERE n IN (SELECT n FROM item WHERE entity = 'case');
      DELETE FROM item WHERE entity = 'case';
      DELETE FROM set_aside;
      DELETE FROM stage;
      -- Central's image of what unsent work touches: nothing, until it comes again.
      DELETE FROM shadow;
      INSERT INTO shadow (id, doc) SELECT DISTINCT case_id, NULL FROM outbox;
    `);
    const meta = metaOf(connection);
    meta.set('generation', (meta.get('generation') ?? 0) + 1);
    for (const key of ['generations', 'cursor', 'snapshot', 'proof'] as const) meta.set(key, null);
  },
};
