import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ensureTeam } from '../../central/db/teams.ts';
import { importFile } from '../../central/intake/import-file.ts';
import type { Intake } from '../../central/intake/new-cases.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { startCentral, type TestCentral } from './central.ts';
import { caseIdOf, storedCase } from './seed-cases.ts';

const silent = { start: () => undefined, update: () => undefined };

export interface FileOptions {
  name?: string;
  rejects?: string;
}

/** A central that takes files. */
export class FileIntake {
  readonly central: TestCentral;
  readonly folder: string;
  #files = 0;

  private constructor(central: TestCentral, folder: string) {
    this.central = central;
    this.folder = folder;
  }

  static async start(): Promise<FileIntake> {
    return new FileIntake(await startCentral(), await mkdtemp(join(tmpdir(), 'callback-files-')));
  }

  async stop(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await this.central.stop();
  }

  async forget(): Promise<void> {
    await this.central.db.deleteFrom('sync_change').where('entity', '=', 'case').execute();
    await this.central.db.deleteFrom('case_').execute();
  }

  /** Writes a file and imports it; `told`: line and reason of each row that was not taken. */
  async take<Row>(
    intake: Intake<Row>,
    bytes: string | Buffer,
    { name = 'file.csv', rejects }: FileOptions = {},
  ) {
    this.#files += 1;
    const path = join(this.folder, `${this.#files}-${name}`);
    await writeFile(path, bytes);
    return this.takeFile(intake, path, rejects);
  }

  async takeFile<Row>(intake: Intake<Row>, path: string, rejects = `${path}.rejects.csv`) {
    const { id } = await ensureTeam(this.central.db, 'Team', DEFAULT_LIBRARY, this.central.ids);
    const counts = await importFile({ ...this.central, teamId: id }, intake, { path, rejects }, silent);
    const text = existsSync(rejects) ? await readFile(rejects, 'utf8') : '';
    const rows: string[][] = parse(text, { bom: true, relax_column_count: true });
    const told = rows.slice(1).map(([line, reason]) => `${line} ${reason}`);
    return { ...counts, told, text };
  }

  /** The case of an id that a file brought. */
  async found(kind: 'spam_report' | 'real_name', id: string) {
    return storedCase(this.central, await caseIdOf(this.central, kind, id));
  }
}
