import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ids } from '../shared/ports.ts';
import { readJson, writeFileAtomic } from './files.ts';

const Device = z.object({ id: z.uuid() });

/** This installation as central knows it: a random id made once, and the machine's name. */
export function deviceOf(folder: string, ids: Ids): { id: string; name: string } {
  const path = join(folder, 'device.json');
  const known = Device.safeParse(readJson(path)).data;
  const device = known ?? { id: ids.uuid() };
  if (!known) writeFileAtomic(path, JSON.stringify(device));
  return { id: device.id, name: hostname().slice(0, 80) };
}
