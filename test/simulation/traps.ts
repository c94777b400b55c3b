/** Everything that must have happened at least once in a batch, or the batch has not tested what it says. */
export const TRAPS = [
  'request lost',
  'answer lost after the commit',
  'push sent twice',
  'mutation known already',
  'captive portal',
  'half a body',
  'server error',
  'token refused in the middle',
  'answer delayed across other work',
  'push refused as forked',
  'copy told by a pull',
  'desk file cloned',
  'older desk file put back',
  'desk killed before the commit',
  'desk killed after the commit',
  'desk killed while answering',
  'desk killed in a snapshot',
  'desk killed while applying',
  'central restarted',
  'central restored',
  'central regrown past the cursor',
  'journal sent again',
  'case taken away with work pending',
  'case given back with work pending',
  'result for a case of somebody else',
  'result for a closed case',
  'move superseded',
  'moves in bulk',
  'mutation set aside',
  'pull of several pages',
  'snapshot in several pages',
  'version cut between pages',
  'number with many reports',
  'more unsent than one request takes',
  'work that central does not understand yet',
  'work understood after an update of central',
  'row that a desk cannot read',
  'desk updated',
  'rows differed and were read again',
  'mass purge held back',
  'mass purge proven',
  'member disabled',
  'clock off by weeks',
  'session ended and signed in again',
  "correction of another person's call",
  'other rules published',
  'decision brought to reports in turn',
  'desk file damaged',
  'power lost',
  'disk full',
  'no room for the second copy',
  'pushed by another team',
  'back-dated calls pushed',
  'call of a person who did not call in',
  'decided without the right to',
  'number noted by who had the case',
  'doubtful calls confirmed',
  'own calls to be confirmed',
  'failover without a new epoch',
  'imported again after a restore',
  'outcomes read from the beginning',
  'answer to another system lost',
  'other systems tell before desks after a restore',
  'work brought back by a desk that nobody signed in at',
  'several at once',
  'request waited for a lock',
  'report past its promise',
  'receipt of other work shown',
  'central restored once more',
  'password reset',
  'somebody added',
  'somebody added again after a restore',
  "central's clock jumped",
] as const;
export type Trap = (typeof TRAPS)[number];

/** How often each trap fired. */
export class TrapCount {
  readonly fired = new Map<Trap, number>();

  fire(trap: Trap): void {
    this.fired.set(trap, (this.fired.get(trap) ?? 0) + 1);
  }

  add(other: ReadonlyMap<Trap, number>): void {
    for (const [trap, times] of other) this.fired.set(trap, (this.fired.get(trap) ?? 0) + times);
  }

  get missing(): Trap[] {
    return TRAPS.filter((trap) => !this.fired.has(trap));
  }
}
