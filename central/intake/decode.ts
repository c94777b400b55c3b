import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';

export type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'gb18030';

const NAMES: Readonly<Record<Encoding, string>> = {
  utf8: 'utf-8',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  gb18030: 'gb18030',
};

/** How a text is written. `damaged`: some of its bytes fit no encoding that we know. */
export interface TextFormat {
  encoding: Encoding;
  damaged: boolean;
}

/** So many bytes tell how a file is written. */
const HEAD = 4_096;

/** What stands in the place of bytes that could not be read. */
export const UNREADABLE = '\uFFFD';

/** Whether all bytes of the file are well-formed in the encoding. */
async function isWellFormed(path: string, encoding: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(NAMES[encoding], { fatal: true });
  try {
    for await (const bytes of createReadStream(path)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The first bytes of a file. */
async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** In UTF-16 every second byte of what is plain is zero: commas, digits, names of columns. */
function wideOrder(head: Buffer): 'utf16le' | 'utf16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf16be';
  const zeros = [0, 0];
  for (const [place, byte] of head.entries()) if (byte === 0) zeros[place % 2] = (zeros[place % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 20;
  if (odd > many && odd > 4 * even) return 'utf16le';
  return even > many && even > 4 * odd ? 'utf16be' : null;
}

/** How archives begin, and so workbooks. */
const ARCHIVE = Buffer.from('PK\x03\x04', 'latin1');
/** How workbooks of before 2007 begin, and those with a password. */
const COMPOUND = Buffer.from('d0cf11e0', 'hex');

/**
 * How the file is written, whatever its name: a workbook, or text; that by its byte order mark, or UTF-16 by
 * its zeros, else UTF-8 when every byte fits, else GB18030 (what Excel on Chinese Windows writes). A damaged
 * text that fits neither is read as UTF-8, so that only the damaged rows suffer.
 * @throws Error with a sentence for the terminal when the file is a workbook that nobody can read.
 */
export async function detectFormat(path: string): Promise<TextFormat | 'workbook'> {
  const head = await headOf(path);
  const beginsWith = (signature: Buffer) => head.subarray(0, signature.length).equals(signature);
  if (beginsWith(ARCHIVE)) return 'workbook';
  if (beginsWith(COMPOUND))
    throw new Error(
      `${path} is an old workbook (.xls) or has a password; save it as .xlsx or "CSV UTF-8", without one, and import that.`,
    );
  const wide = wideOrder(head);
  if (wide) return { encoding: wide, damaged: !(await isWellFormed(path, wide)) };
  if (await isWellFormed(path, 'utf8')) return { encoding: 'utf8', damaged: false };
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
  const decoder = iconv.getDecoder(encoding === 'utf16be' ? 'utf16-be' : encoding);
  let total = 0;
  for await (const bytes of createReadStream(path)) {
    total += bytes.length;
    yield decoder.write(bytes);
    onBytes(total);
  }
  yield decoder.end() ?? '';
}
