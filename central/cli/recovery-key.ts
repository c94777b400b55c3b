import { freshRecoveryKey, type RecoveryKey } from '../backup/sealing.ts';
import { knownSecret, RECOVERY_KEY, replaceSecret, sharedSecret } from '../db/secrets.ts';
import { keepTrail } from './trail.ts';
import type { Workbench } from './with-database.ts';

type Parts = Pick<Workbench, 'db' | 'ids' | 'clock'>;

/** Shows a key that is kept nowhere; not among what a program reads. */
function show({ key }: RecoveryKey, out: NodeJS.WritableStream): void {
  out.write(
    `Recovery key of this central: ${key}\n` +
      'It is shown this once. Backups are sealed for it and nobody can put one back without it: write it down, keep it\n' +
      'away from this machine and from the backups. "keys recovery" replaces it.\n',
  );
}

/**
 * The public half of the recovery key. Where there is none yet, one is made and shown: of several processes
 * at once the first one does.
 */
export async function recoveryKeyOf(
  { db, ids, clock }: Parts,
  out: NodeJS.WritableStream = process.stdout,
): Promise<string> {
  const known = await knownSecret(db, RECOVERY_KEY);
  if (known !== null) return known;
  const fresh = await freshRecoveryKey();
  return db.transaction().execute(async (trx) => {
    const kept = await sharedSecret(trx, RECOVERY_KEY, fresh.public);
    if (kept !== fresh.public) return kept;
    await keepTrail({ db: trx, ids, clock }, 'recovery_key_made', { public: fresh.public });
    show(fresh, out);
    return kept;
  });
}

/** Makes another recovery key, for the backups from now on, and shows it. */
export async function replaceRecoveryKey({ db, ids, clock }: Parts): Promise<void> {
  const fresh = await freshRecoveryKey();
  await db.transaction().execute(async (trx) => {
    await replaceSecret(trx, RECOVERY_KEY, fresh.public);
    await keepTrail({ db: trx, ids, clock }, 'recovery_key_made', { public: fresh.public });
    show(fresh, process.stdout);
  });
}
