import type { SpamReportCase } from '../../shared/case/case.ts';
import { createSpamReport } from '../../shared/case/create.ts';
import { SpamCategory } from '../../shared/case/kinds.ts';
import { applyFinding, investigated } from '../../shared/mutation/finding.ts';
import { numbersInvestigated } from '../db/cases.ts';
import { findingsOf } from '../db/intake.ts';
import { spreadsOf } from '../db/number-spread.ts';
import { findingEntryId, investigationEntryId } from './entry-id.ts';
import { type CaseIntake, importCases } from './new-cases.ts';
import { type Cells, instant, optional, phone, required, sender } from './values.ts';

interface Report {
  externalId: string;
  contact: SpamReportCase['contact'];
  facts: SpamReportCase['facts'];
}

function reportOf(cells: Cells): Report {
  const externalId = required(cells, 'report_id', 80);
  const category = SpamCategory.safeParse(optional(cells, 'category', 80).toLowerCase());
  return {
    externalId,
    contact: {
      name: optional(cells, 'reporter_name', 80),
      phone: phone(cells, 'reporter_phone'),
      altPhone: null,
    },
    facts: {
      reportedAt: instant(cells, 'reported_at'),
      channel: optional(cells, 'channel', 40),
      reportedNumber: sender(cells, 'reported_number'),
      receivedAt: optional(cells, 'received_at', 40) === '' ? null : instant(cells, 'received_at'),
      category: category.data ?? null,
      content: optional(cells, 'content', 4_000),
      finding: null,
    },
  };
}

const intake: CaseIntake<Report> = {
  kind: 'spam_report',
  columns: ['report_id', 'reported_at', 'reporter_phone', 'reported_number', 'content'],
  read: reportOf,
  async create(trx, fresh, { teamId, library, at }) {
    const numbers = fresh.map((report) => report.facts.reportedNumber);
    const findings = await findingsOf(trx, numbers);
    const investigation = await numbersInvestigated(trx, numbers);
    // What is on its way to the reports that were there has not changed all of them yet.
    for (const [number, { decisions }] of await spreadsOf(trx, numbers)) {
      if (decisions.finding) investigation.delete(number);
      else investigation.add(number);
    }
    return fresh.map((report) => {
      const made = createSpamReport({ ...report, teamId }, { library, at });
      if (investigation.has(report.facts.reportedNumber)) {
        const id = investigationEntryId(made.id, report.facts.reportedNumber);
        return investigated(made, { id, at, byId: null }, { library });
      }
      const finding = findings.get(report.facts.reportedNumber);
      return finding
        ? applyFinding(made, finding, { id: findingEntryId(made.id, finding), at, byId: null, library })
        : made;
    });
  },
};

/** Reads spam reports; a report about a number that was decided already starts with that finding. */
export const importSpamReports = importCases(intake);
