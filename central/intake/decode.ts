import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';

export type Encoding = 'utf8' | 'utf16le' | 'gb18030';

/** How a file is written. `damaged`: some of its bytes fit no encoding that we know. */
export interface FileEncoding {
  encoding: Encoding;
  damaged: boolean;
}

/** What stands in the place of bytes that could not be read. */
export const UNREADABLE = '\uFFFD';

/** Whether all bytes of the file are well-formed in the encoding. */
async function isWellFormed(path: string, encoding: 'utf-8' | 'gb18030'): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const bytes of createReadStream(path)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/**
 * How the file is written: by its byte order mark, else UTF-8 when every byte fits, else GB18030 (what Excel
 * on Chinese Windows writes). A damaged file that fits neither is read as UTF-8, so that only the damaged
 * rows suffer.
 */
export async function detectEncoding(path: string): Promise<FileEncoding> {
  const file = await open(path);
  const head = Buffer.alloc(3);
  try {
    await file.read(head, 0, 3, 0);
  } finally {
    await file.close();
  }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf16le', damaged: false };
  if (await isWellFormed(path, 'utf-8')) return { encoding: 'utf8', damaged: false };
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const chinese = !marked && (await isWellFormed(path, 'gb18030'));
  return chinese ? { encoding: 'gb18030', damaged: false } : { encoding: 'utf8', damaged: true };
}

/** The file's text in pieces, without a byte order mark. `onBytes` hears how much was read so far. */
export async function* decodedText(
  path: string,
  encoding: Encoding,
  onBytes: (total: number) => void,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  let total = 0;
  for await (const bytes of createReadStream(path)) {
    total += bytes.length;
    yield decoder.write(bytes);
    onBytes(total);
  }
  yield decoder.end() ?? '';
}
