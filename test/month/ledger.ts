/** A call as its maker remembers it, whatever any program says about it. */
export interface Call {
  /** Of the mutation that logged it. */
  id: string;
  caseId: string;
  phone: string;
  /** Whose desk it was made at. */
  desk: string;
  startedAt: number;
  endedAt: number;
  disposition: string;
  inbound: boolean;
  /** The agreed time of an appointment. */
  callbackAt: number | null;
  /** The exchange with which it reached central; null: it lies on its desk. */
  arrivedWith: number | null;
}

interface Told {
  at: number;
  good: boolean;
}

/** What really happened in the month: written by those who did it, read by the oracle alone. */
export class Ledger {
  readonly calls: Call[] = [];
  /** What the gateway told of each message, by its id. */
  readonly receipts = new Map<string, Told>();
  /** What the operator's system did, by measure and by whether it was to be taken back. */
  readonly applied = new Map<string, Told>();
  readonly lifted = new Map<string, Told>();
  /** What came of a card's evidence, by card. */
  readonly verifications = new Map<string, Told[]>();
  /**
   * How many minutes after the agreed time, or the first moment behind it at which anybody may be called,
   * each call was made.
   */
  readonly appointments: number[] = [];
  readonly #byPhone = new Map<string, Call[]>();
  readonly #unsent = new Map<string, Call[]>();
  #exchanges = 0;

  called(call: Omit<Call, 'arrivedWith'>): void {
    const made: Call = { ...call, arrivedWith: null };
    this.calls.push(made);
    this.#unsent.set(call.desk, [...(this.#unsent.get(call.desk) ?? []), made]);
    this.#byPhone.set(call.phone, [...this.callsTo(call.phone), made]);
  }

  /** The result of a call was put right. */
  corrected(id: string, right: Pick<Call, 'disposition' | 'callbackAt'>): void {
    const call = this.calls.findLast((made) => made.id === id);
    if (call) Object.assign(call, right);
  }

  callsTo(phone: string): readonly Call[] {
    return this.#byPhone.get(phone) ?? [];
  }

  /** A desk sent everything and read everything: answers the number of the exchange. */
  exchanged(desk: string): number {
    this.#exchanges += 1;
    for (const call of this.#unsent.get(desk) ?? []) call.arrivedWith = this.#exchanges;
    this.#unsent.delete(desk);
    return this.#exchanges;
  }

  verified(cardId: string, told: Told): void {
    this.verifications.set(cardId, [...(this.verifications.get(cardId) ?? []), told]);
  }
}
