import { CodedError, type ErrorCode } from '../../shared/errors.ts';

const SENTENCES: Partial<Record<ErrorCode, (params: CodedError['params']) => string>> = {
  not_found: ({ account }) => (account ? `There is no account "${account}".` : 'That does not exist.'),
  invalid_input: ({ field, taken }) => {
    if (taken !== undefined) return `There is an account "${taken}" already.`;
    return FIELDS[String(field)] ?? `The value of ${field ?? 'an argument'} is not valid.`;
  },
};

/** What a value must be. */
const FIELDS: Readonly<Record<string, string>> = {
  account: 'An account has 1 to 80 Latin letters without accents, digits, Chinese characters and . _ - @ +.',
  name: "A person's name has 1 to 80 visible signs.",
  team: "A team's name has 1 to 80 visible signs.",
  staffNumber: 'A staff number has at most 20 letters, digits, Chinese characters, blanks and . # / -.',
  move: 'Another system stays in its team: add an account for it in the other one.',
  role: 'A person stays a person, another system another system: add an account for the other one.',
};

const SYSTEM: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken by another program; choose another with --port.',
  EACCES: 'A file, folder or port may not be used by this user.',
  EEXIST: 'That file exists already and is left as it is; name another one.',
  EROFS: 'The disk is read-only.',
  ENOENT: 'A file or folder does not exist.',
  EISDIR: 'A file was expected, but a folder was given.',
  ENOSPC: 'The disk is full.',
  ECONNREFUSED: 'The database at DATABASE_URL does not answer.',
  ENOTFOUND: 'The host in DATABASE_URL is unknown.',
  '28P01': 'The database at DATABASE_URL refuses the user or password.',
  '3D000': 'The database named in DATABASE_URL does not exist.',
};

/** One sentence for the terminal that says what went wrong, and what to do where that helps. */
export function sentenceOf(error: unknown): string {
  if (error instanceof CodedError) return SENTENCES[error.code]?.(error.params) ?? `Refused: ${error.code}.`;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  const known = SYSTEM[code];
  return known ? path + known : (error.message.split('\n')[0] ?? error.name);
}
