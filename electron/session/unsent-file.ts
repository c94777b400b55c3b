import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SealedUnsent } from '../../shared/api/unsent.ts';
import { readJson, writeFileAtomic } from '../files.ts';
import { logOf } from '../store/quarantine.ts';
import { sealedEntries } from '../store/salvage-log.ts';
import type { DeskFolder } from './desk-folder.ts';

const Exported = z.object({ digest: z.string() });

const noteOf = (folder: DeskFolder) => join(folder.path, 'exported.json');

/** Names the content of the second copy of unsent work; it changes with every new result. */
function digestOf(folder: DeskFolder): string {
  const log = logOf(folder.file);
  return createHash('sha256')
    .update(existsSync(log) ? readFileSync(log) : '')
    .digest('hex');
}

/**
 * Work that only this machine has, of a desk whose key nobody here needs to know: what the desk last said, or
 * what lies in its second copy, whichever is more. Once that copy was handed over in a sealed file, what it
 * lacks: a full disk cuts it.
 */
export function onlyHere(folder: DeskFolder): number {
  const copied = sealedEntries(logOf(folder.file)).length;
  const unsent = folder.unsent() ?? copied + 1;
  const handedOver = Exported.safeParse(readJson(noteOf(folder))).data?.digest === digestOf(folder);
  return handedOver ? Math.max(0, unsent - copied) : Math.max(unsent, copied);
}

/**
 * A desk's unsent work as a file that only central can open; null when there is none, or nobody whose it
 * could be.
 */
export function sealUnsent(
  folder: DeskFolder,
  deviceId: string,
): { file: SealedUnsent; handedOver(): void } | null {
  const card = folder.card();
  const digest = digestOf(folder);
  const work = sealedEntries(logOf(folder.file));
  if (!card || work.length === 0) return null;
  const file: SealedUnsent = {
    format: 'callback-desk-unsent@1',
    server: card.server,
    accountId: card.user.id,
    deviceId,
    key: card.key.device,
    work,
  };
  return { file, handedOver: () => writeFileAtomic(noteOf(folder), JSON.stringify({ digest })) };
}
