import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every regular file below a folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The files that anybody but their owner may touch. */
export async function openToOthers(folder: string): Promise<string[]> {
  const files = await filesBelow(folder);
  const modes = await Promise.all(files.map(async (file) => (await lstat(file)).mode & 0o077));
  return files.filter((_, index) => modes[index] !== 0);
}

/** Where a word lies in the open: as UTF-8, as Chromium's UTF-16, escaped as JSON may, or in Base64. */
export async function findInTheOpen(
  folder: string,
  words: Readonly<Record<string, string>>,
): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesBelow(folder)) {
    const bytes = await readFile(file);
    for (const [what, word] of Object.entries(words)) {
      if (spellings(word).some((spelling) => bytes.includes(spelling))) found.push(`${what} in ${file}`);
    }
  }
  return found;
}

function spellings(word: string): Buffer[] {
  const escaped = [...word].map((sign) =>
    sign < '\u0080' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [
    Buffer.from(word),
    Buffer.from(word, 'utf16le'),
    Buffer.from(escaped.join('')),
    Buffer.from(Buffer.from(word).toString('base64').slice(0, -4)),
  ];
}
