import type { Row } from './row.ts';

const imports = 'lint/style/noRestrictedImports';
const drivers = `lint/plugin/sql-room + ${imports}`;
const network = `lint/plugin/network-room + ${imports}`;
const types = 'lint/plugin/import-type';

/** Arrows between the layers run one way. */
export const layers: readonly Row[] = [
  [imports, 'shared/case/', 'electron/', "export { join } from 'node:path';"],
  [imports, 'shared/', 'scripts/', "export * as path from 'node:path/posix';"],
  [imports, 'shared/', 'electron/', "export { app } from 'electron';"],
  [imports, 'shared/', 'renderer/', "export { useState } from 'react';"],
  [imports, 'shared/policy/', 'renderer/queue/', "export type { ReactNode } from 'react';"],
  [imports, 'shared/', 'renderer/', "export const dates = import('dayjs');"],
  [imports, 'shared/case/', 'electron/', "export { save } from '../../electron/store/save.ts';"],
  [imports, 'shared/', 'central/', "export { accept } from '../central/sync/accept.ts';"],
  [imports, 'shared/', 'renderer/', "export { Queue } from '../renderer/queue/queue.tsx';"],
  [imports, 'shared/case/', 'test/unit/', "export { v4 } from 'uuid';"],
  [imports, 'renderer/queue/', 'electron/', "export { readFile } from 'node:fs/promises';"],
  [imports, 'renderer/', 'electron/', "export { shell as box } from 'electron';"],
  [imports, 'renderer/queue/', 'electron/', "export { open } from '../../electron/store/open.ts';"],
  [imports, 'renderer/', 'central/', "export { accept } from '../central/sync/accept.ts';"],
  [imports, 'renderer/queue/', 'test/unit/', "export type { Store } from '../../electron/store/store.ts';"],
  [imports, 'electron/', 'renderer/', "export { Queue } from '../renderer/queue/queue.tsx';"],
  [imports, 'electron/window/', 'test/unit/', "export { accept } from '../../central/sync/accept.ts';"],
  [imports, 'electron/', 'renderer/', "export { createRoot } from 'react-dom/client';"],
  [imports, 'central/sync/', 'electron/', "export { open } from '../../electron/store/open.ts';"],
  [imports, 'central/', 'renderer/', "export { Queue } from '../renderer/queue/queue.tsx';"],
  [imports, 'central/', 'electron/', "export { app } from 'electron';"],
  [imports, 'central/', 'electron/sync/', "export { isAxiosError } from 'axios';"],
  [imports, 'central/db/', 'electron/store/', "export { default } from 'better-sqlite3';"],
  [drivers, 'shared/', 'electron/store/', "export type { Database } from 'better-sqlite3';"],
  [drivers, 'renderer/queue/', 'electron/store/', "export type { Database } from 'better-sqlite3';"],
  [drivers, 'electron/session/', 'central/db/', "export type { Kysely } from 'kysely';"],
  [network, 'shared/api/', 'electron/sync/', "export { AxiosError } from 'axios';"],
  [network, 'renderer/', 'electron/sync/', "export { AxiosError } from 'axios';"],
  [types, 'shared/', null, "export type Opened = import('../electron/store/open.ts').Opened;"],
  ['lint/style/noCommonJs', 'electron/', null, "export const path = require('node:path');"],
];
