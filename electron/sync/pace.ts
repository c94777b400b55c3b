interface Progress {
  received: number;
  total: number;
}

/** How long an initial pull will still take, from what came since this program first saw it. */
export class Pace {
  #from: { at: number; received: number } | null = null;

  /** Milliseconds that the rest will take at the pace so far; null as long as nobody can say. */
  msLeft(now: number, progress: Progress | null): number | null {
    if (progress === null) {
      this.#from = null;
      return null;
    }
    const { received, total } = progress;
    // A pull that was begun anew, or a clock that was set back, begins the measuring anew.
    if (this.#from === null || received < this.#from.received || now < this.#from.at)
      this.#from = { at: now, received };
    const came = received - this.#from.received;
    if (came === 0) return null;
    return Math.round((Math.max(0, total - received) * (now - this.#from.at)) / came);
  }
}
