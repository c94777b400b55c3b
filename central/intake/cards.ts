import type { RealNameCase } from '../../shared/case/case.ts';
import { createRealNameCase } from '../../shared/case/create.ts';
import { type CaseIntake, importCases } from './new-cases.ts';
import { CellProblem, type Cells, calendarDay, optional, phone, required } from './values.ts';

interface Card {
  externalId: string;
  contact: RealNameCase['contact'];
  facts: RealNameCase['facts'];
}

function evidence(cells: Cells): string[] {
  const items = optional(cells, 'missing', 1_000)
    .split(/[;；]/)
    .map((item) => item.trim());
  const missing = [...new Set(items.filter((item) => item !== ''))];
  if (missing.length > 20 || missing.some((item) => item.length > 40)) {
    throw new CellProblem('missing: more than 20 items or one of more than 40 characters');
  }
  return missing;
}

function cardOf(cells: Cells): Card {
  const externalId = required(cells, 'card_id', 80);
  return {
    externalId,
    contact: { name: optional(cells, 'holder_name', 80), phone: phone(cells, 'phone'), altPhone: null },
    facts: {
      soldOn: calendarDay(cells, 'sold_on'),
      channel: optional(cells, 'channel', 40),
      dealerId: optional(cells, 'dealer_id', 40) || null,
      missing: evidence(cells),
      city: optional(cells, 'city', 80) || null,
      highRisk: ['high', '高'].includes(optional(cells, 'risk', 20).toLowerCase()),
    },
  };
}

const intake: CaseIntake<Card> = {
  kind: 'real_name',
  columns: ['card_id', 'phone', 'sold_on', 'missing'],
  read: cardOf,
  create: async (_trx, fresh, { teamId, library, at }) =>
    fresh.map((card) => createRealNameCase({ ...card, teamId }, { library, at })),
};

/** Reads cards that were sold without complete registration. */
export const importCards = importCases(intake);
