/**
 * Bugs that the simulation must find: each takes the place of text that stands exactly once in a file of the product.
 * `[name, file, text, bug]`.
 */
export const mutants = [
  ['cursor tag ignored', 'central/sync/pull.ts', 'if (tag === cursor.tag) return null;', 'return null;'],
  [
    'deduplicated by sequence alone',
    'central/sync/push-transaction.ts',
    'const before = known.get(item.mutation.id);',
    'const before = undefined as PushResult | undefined;',
  ],
  [
    'sequence not advanced by a refusal',
    'central/sync/push-transaction.ts',
    'if (item.seq > lastSeq) [lastSeq, lastId]',
    "if (item.seq > lastSeq && result.status === 'applied') [lastSeq, lastId]",
  ],
  [
    'former owner not told',
    'central/sync/scopes.ts',
    "entries.push(entry(agentScope(formerOwner), 'revoke'));",
    '{}',
  ],
  [
    'moves not compared',
    'shared/mutation/assignment.ts',
    'if (subject.assignmentId !== mutation.args.expected) {',
    'if (!subject) {',
  ],
  ['shadow not put back', 'electron/store/rebase.ts', 'else this.#cases.put(JSON.parse(row.doc));', ''],
  [
    'journal forgotten after a restore',
    'electron/store/pull-store.ts',
    'if (forget) outbox.requeue(forget.clientId, true);',
    'if (forget) outbox.requeue(forget.clientId, false);',
  ],
  [
    'unsent work leaves with its case',
    'electron/store/changes.ts',
    'touched.removed += 1;',
    "touched.removed += 1; this.#connection.prepare('DELETE FROM outbox WHERE case_id = ?').run(id);",
  ],
  [
    'retired by the answer of a push',
    'electron/store/outbox.ts',
    "const state = result.status === 'applied' ? 'sent' : 'rejected';",
    "const state = result.status === 'applied' ? 'sent' : 'rejected'; if (state === 'sent') { this.#connection.prepare('DELETE FROM outbox WHERE id = ?').run(result.id); continue; }",
  ],
  [
    'notes acknowledged but not queued',
    'electron/store/desk-store.ts',
    "this.#outbox.add(mutation);\n    if (mutation.name === 'logAttempt')",
    "if (mutation.name !== 'addNote') this.#outbox.add(mutation);\n    if (mutation.name === 'logAttempt')",
  ],
  [
    'part of a pull applied',
    'electron/sync/pull.ts',
    'if (page.more || base === null) return false;',
    'if (base === null) return false;',
  ],
  [
    'difference not healed',
    'electron/sync/pull.ts',
    'if (differs.length > 0) return this.#heal(differs, outcome);',
    '',
  ],
  [
    'nothing swept after a snapshot',
    'electron/store/pull-store.ts',
    "if (proven && proof === 'sweep') changes.sweep(newest.scopes, touched);",
    '',
  ],
  [
    'a desk emptied by one answer',
    'electron/store/pull-store.ts',
    'if (many && !(proven && proof !== null)) throw new Unproven();',
    '',
  ],
  [
    'newer rows ignored',
    'electron/store/changes.ts',
    'if (known !== undefined && known > change.version) return;',
    'if (known !== undefined) return;',
  ],
  [
    'same client after a fork',
    'electron/store/outbox.ts',
    "this.#meta.set('clientId', clientId);",
    "if (this.#meta.get('clientId') === null) this.#meta.set('clientId', clientId);",
  ],
  ['revoked rows stay', 'electron/store/changes.ts', 'this.#leave.run(n, change.scope);', ''],
  [
    'pending work not replayed',
    'electron/store/rebase.ts',
    'for (const mutation of this.#outbox.unretired()) {',
    'for (const mutation of this.#outbox.unretired().slice(1)) {',
  ],
  [
    'retired although the answer was lost',
    'electron/store/outbox.ts',
    "DELETE FROM outbox WHERE seq <= ? AND state <> 'pending'",
    'DELETE FROM outbox WHERE seq <= ?',
  ],
  [
    'rows of the next version skipped',
    'central/sync/delta.ts',
    'const rows = await changedRows(trx, scopes, from.version, {',
    'const rows = await changedRows(trx, scopes, from.version + 1, {',
  ],
  [
    'journal kept by the clock of the machine',
    'electron/sync/pull.ts',
    'if (complete) store.settled(page.serverTime);',
    'if (complete) store.settled(this.#ports.clock.now());',
  ],
];
