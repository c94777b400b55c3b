import { describe, expect, it } from 'vitest';
import { maskedCase } from '../../../electron/ipc/case-view.ts';
import { Case } from '../../../shared/case/case.ts';
import type { AddNumber } from '../../../shared/mutation/mutation.ts';
import { AGENT, by, card, local, owned, uuid } from '../support/builders.ts';
import { caseAfter } from '../support/run.ts';

const add = (n: number, phone: string): AddNumber => ({
  ...{ id: uuid(n), v: 1, at: local('2026-03-02 09:30') + n, name: 'addNumber' },
  args: { caseId: uuid(1), phone },
});
const twice = caseAfter(owned(card()), by(AGENT, 'agent'), add(20, '13812345678'), add(21, '02155550000'));

describe('a further number', () => {
  it('stands in the history beside the one in whose place it comes', () => {
    expect(twice.contact.altPhone).toBe('02155550000');
    expect(twice.history).toMatchObject([
      { type: 'number', byId: AGENT, phone: '13812345678', former: null },
      { type: 'number', byId: AGENT, phone: '02155550000', former: '13812345678' },
    ]);
  });

  it('reaches the screen masked wherever it stands', () => {
    const shown = JSON.stringify(maskedCase(twice));
    expect(shown).toContain('138****5678');
    for (const number of ['13812345678', '02155550000', card().contact.phone])
      expect(shown).not.toContain(number);
  });

  it('is read from an older entry that did not keep it', () => {
    const entry = { id: uuid(30), at: 0, byId: AGENT, type: 'number' } as const;
    const older = { ...card(), history: [entry] };
    expect(Case.parse(older)).toEqual(older);
    expect(maskedCase(older).history).toEqual([entry]);
  });
});
