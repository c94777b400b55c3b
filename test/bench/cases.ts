import { createHash } from 'node:crypto';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { Case } from '../../shared/case/case.ts';
import { createSpamReport } from '../../shared/case/create.ts';
import { applyFinding } from '../../shared/mutation/finding.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';

/** The day on which the generated cases were reported; any fixed one gives the same rows in every run. */
export const GENERATED_AT = Date.UTC(2026, 2, 18, 2);

/** A UUID made of a name, the same in every run. */
export function namedUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const TEAM_ID = namedUuid('team');
export const AGENT_ID = namedUuid('agent');

/** Spam-report cases of one agent, as central would send them. */
export function generatedCases(count: number): Case[] {
  const { reports } = demoRows(seededRng(1), GENERATED_AT, { reports: count, cards: 0 });
  return reports.map((row, index) => {
    const externalId = `${row.report_id}-${index}`;
    const subject = createSpamReport(
      {
        id: namedUuid(externalId),
        externalId,
        teamId: TEAM_ID,
        contact: { name: row.reporter_name ?? '', phone: row.reporter_phone ?? '', altPhone: null },
        facts: {
          reportedAt: Date.parse(row.reported_at ?? ''),
          channel: row.channel ?? '',
          reportedNumber: row.reported_number ?? '',
          receivedAt: Date.parse(row.received_at ?? ''),
          category: row.category || null,
          content: row.content ?? '',
        },
      },
      { library: DEFAULT_LIBRARY, at: GENERATED_AT },
    );
    const decided = applyFinding(
      subject,
      { verdict: 'confirmed', action: 'closed', decidedAt: GENERATED_AT },
      { id: namedUuid(`finding ${externalId}`), at: GENERATED_AT, byId: null, library: DEFAULT_LIBRARY },
    );
    return { ...decided, assigneeId: AGENT_ID };
  });
}
