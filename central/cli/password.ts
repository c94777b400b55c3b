import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { generatePassword } from '../accounts/passwords.ts';

const SHORTEST = 8;

export interface ChosenPassword {
  password: string;
  /** We made it up, so it must be shown once. */
  generated: boolean;
}

function chosen(password: string): ChosenPassword {
  if (password.length < SHORTEST) throw new Error(`A password has at least ${SHORTEST} characters.`);
  if (password.length > 200) throw new Error('A password has at most 200 characters.');
  return { password, generated: false };
}

async function prompt(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    process.stderr.write('Password (not shown; empty: make one up): ');
    const first = await terminal.question('');
    process.stderr.write('\n');
    if (first === '') return first;
    process.stderr.write('Once more: ');
    const second = await terminal.question('');
    process.stderr.write('\n');
    if (first !== second) throw new Error('The two passwords differ.');
    return first;
  } finally {
    terminal.close();
  }
}

/**
 * The password for an account: from standard input when asked to, typed unseen at a terminal, else made up.
 */
export async function choosePassword(fromStdin: boolean): Promise<ChosenPassword> {
  if (fromStdin) return chosen((await text(process.stdin)).replace(/\r?\n$/, ''));
  const typed = process.stdin.isTTY ? await prompt() : '';
  return typed === '' ? { password: generatePassword(), generated: true } : chosen(typed);
}
