import type { Case } from '../../shared/case/case.ts';
import { callsElsewhere, type NumberCall, NumberCalls, numberNext } from '../../shared/case/number-calls.ts';
import type { Connection } from './open.ts';

/** Reads the calls to numbers that a desk knows: central's and its own unsent ones. */
export class NumberCallsReader {
  readonly #known;
  readonly #pending;

  constructor(connection: Connection) {
    this.#known = connection
      .prepare<[string], string>('SELECT doc FROM number_calls WHERE number = ?')
      .pluck();
    this.#pending = connection.prepare<[string, string], NumberCall>(
      `SELECT started_at AS startedAt, ended_at AS endedAt FROM pending_call
        WHERE number = ? AND case_id <> ? ORDER BY ended_at, id`,
    );
  }

  /** Whether any calls to a number are known. */
  knows(number: string): boolean {
    return this.#known.get(number) !== undefined || this.#pending.get(number, '') !== undefined;
  }

  /** See `callsElsewhere`. */
  elsewhere(subject: Case): NumberCall[] {
    const number = numberNext(subject);
    const text = this.#known.get(number);
    const known = text === undefined ? null : (NumberCalls.safeParse(JSON.parse(text)).data ?? null);
    return callsElsewhere(subject, known, this.#pending.all(number, subject.id));
  }
}
