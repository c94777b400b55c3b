import { type Kysely, sql } from 'kysely';

/** When a desk last read what central had: a decision of its maker knew no more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sync_client').addColumn('read_at', 'bigint').execute();
  await sql`
    update sync_client set read_at = greatest(sync_client.last_seen_at, coalesce((
      select max(device.last_seen_at) from device
      where device.account_id = sync_client.account_id and device.device_id = sync_client.device_id
    ), 0))`.execute(db);
}
