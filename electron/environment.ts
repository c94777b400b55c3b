/** What the command line says. Unknown switches belong to Chromium and are left alone. */
export interface CommandLine {
  /** Address that the sign-in form begins with. */
  server: string;
  /** Name of a further desk beside the first. */
  profile: string | null;
  /** The start script chose the data folder already. */
  hasDataFolder: boolean;
  /** Somebody asks for Chromium's debugging port. */
  remoteDebugging: boolean;
}

export function readCommandLine(argv: readonly string[]): CommandLine {
  const profile = wordAfter(argv, '--profile');
  return {
    server: wordAfter(argv, '--server') ?? '',
    profile: profile !== null && /^[\w-]{1,40}$/.test(profile) ? profile : null,
    hasDataFolder: argv.some((word) => word.startsWith('--user-data-dir')),
    remoteDebugging: argv.some((word) => word.startsWith('--remote-debugging-')),
  };
}

/** `--name value` or `--name=value`. */
function wordAfter(argv: readonly string[], name: string): string | null {
  const joined = argv.find((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const index = argv.indexOf(name);
  const next = index < 0 ? undefined : argv[index + 1];
  return next === undefined || next.startsWith('--') ? null : next;
}
