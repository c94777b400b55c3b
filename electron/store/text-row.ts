import type { Change } from '../../shared/api/sync.ts';
import { Case } from '../../shared/case/case.ts';
import type { QueueColumns } from '../../shared/case/queue-columns.ts';

type CaseChange = Extract<Change, { entity: 'case' }>;

/**
 * The document of a case as it is stored. The text itself is read, not zod's copy: what a newer central added
 * stays in it. Null: this program does not understand it, or it is another case's.
 */
export function readCase(text: string, id: string): Case | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  return Case.safeParse(found).success && (found as Case).id === id ? (found as Case) : null;
}

/** A case of a snapshot as text whose bytes are as central sent them. */
export class TextRow implements Omit<CaseChange, 'row'> {
  readonly entity = 'case';
  readonly op = 'put';
  readonly scope: string;
  readonly id: string;
  readonly version: number;
  readonly text: Uint8Array;
  /** Its place in the queue; null: to be made of the case. */
  readonly columns: QueueColumns | null;

  constructor(of: Pick<TextRow, 'scope' | 'id' | 'version' | 'text' | 'columns'>) {
    this.scope = of.scope;
    this.id = of.id;
    this.version = of.version;
    this.text = of.text;
    this.columns = of.columns;
  }

  get header(): Pick<CaseChange, 'entity' | 'id' | 'scope' | 'version'> {
    const { entity, id, scope, version } = this;
    return { entity, id, scope, version };
  }

  /** The line with its case; null when this program does not understand it. */
  read(): CaseChange | null {
    const row = readCase(Buffer.from(this.text).toString('utf8'), this.id);
    return row && { ...this.header, op: this.op, row };
  }
}
