import { Option } from 'commander';
import { dataFolder } from '../data-folder.ts';
import { OWN_ACCOUNT } from '../db/run-as.ts';

/** The first team of a central; the one that is meant when there are several and no --team is given. */
export const DEFAULT_TEAM = 'default';

/** `--team`, as every command has it. */
export function teamOption(whose: string): Option {
  return new Option('--team <team>', `${whose} (default: the only team, or the one called default)`);
}

/** Where central finds its database, from the environment. */
export interface Settings {
  databaseUrl: string | undefined;
  data: string;
  binaries: string | undefined;
  /** Whom PostgreSQL runs as where central runs as root. */
  account: string;
}

/**
 * DATABASE_URL, CALLBACK_DESK_DATA, CALLBACK_DESK_POSTGRES_BIN and CALLBACK_DESK_POSTGRES_USER; an empty one
 * counts as absent.
 */
export function settingsFrom(env: NodeJS.ProcessEnv): Settings {
  return {
    databaseUrl: env.DATABASE_URL || undefined,
    data: dataFolder(env),
    binaries: env.CALLBACK_DESK_POSTGRES_BIN || undefined,
    account: env.CALLBACK_DESK_POSTGRES_USER || OWN_ACCOUNT,
  };
}
