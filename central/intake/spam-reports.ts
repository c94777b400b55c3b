import type { SpamReportCase } from '../../shared/case/case.ts';
import { createSpamReport } from '../../shared/case/create.ts';
import { applyFinding, investigated } from '../../shared/mutation/finding.ts';
import { numbersInvestigated } from '../db/cases.ts';
import { findingsOf } from '../db/intake.ts';
import { spreadsOf } from '../db/number-spread.ts';
import { type Cells, externalId, optional, optionalWord } from './cells.ts';
import { findingEntryId, investigationEntryId } from './entry-id.ts';
import { instant } from './moments.ts';
import { type CaseIntake, importCases } from './new-cases.ts';
import { phone, sender } from './numbers.ts';
import { category } from './words.ts';

interface Report {
  externalId: string;
  contact: SpamReportCase['contact'];
  facts: SpamReportCase['facts'];
}

function reportOf(cells: Cells, now: number): Report {
  return {
    externalId: externalId(cells, 'report_id'),
    contact: {
      name: optional(cells, 'reporter_name', 80),
      phone: phone(cells, 'reporter_phone'),
      altPhone: null,
    },
    facts: {
      reportedAt: instant(cells, 'reported_at', now),
      channel: optionalWord(cells, 'channel', 40),
      reportedNumber: sender(cells, 'reported_number'),
      receivedAt: optionalWord(cells, 'received_at', 40) === '' ? null : instant(cells, 'received_at', now),
      category: category(cells, 'category'),
      content: optional(cells, 'content', 4_000),
      finding: null,
    },
  };
}

const intake: CaseIntake<'spam_report', Report> = {
  kind: 'spam_report',
  columns: ['report_id', 'reported_at', 'reporter_phone', 'reported_number', 'content'],
  aliases: {
    report_id: ['举报编号', '举报单号', '举报ID', '工单号', '工单编号', '单号', '编号'],
    reported_at: ['举报时间', '举报日期'],
    channel: ['渠道', '举报渠道', '来源'],
    reporter_name: ['举报人', '举报人姓名', '姓名', '用户姓名'],
    reporter_phone: [
      '举报人号码',
      '举报人电话',
      '举报人手机',
      '举报人手机号',
      '手机号',
      '手机号码',
      '联系电话',
      '用户号码',
    ],
    reported_number: ['被举报号码', '被举报号', '垃圾短信号码', '发送号码', '举报号码'],
    received_at: ['接收时间', '收到时间', '收信时间'],
    category: ['类型', '类别', '分类', '举报类型', '短信类型'],
    content: ['内容', '短信内容', '举报内容'],
  },
  read: reportOf,
  columnsOf: ({ contact, facts }) => ({
    reporter_name: contact.name,
    reporter_phone: contact.phone,
    reported_at: facts.reportedAt,
    channel: facts.channel,
    reported_number: sender({ number: facts.reportedNumber }, 'number'),
    received_at: facts.receivedAt,
    category: facts.category,
    content: facts.content,
  }),
  async create(trx, fresh, { teamId, library, at }) {
    const numbers = fresh.map((report) => report.facts.reportedNumber);
    const findings = await findingsOf(trx, numbers);
    const investigation = await numbersInvestigated(trx, numbers);
    // What is on its way to the reports that were there has not changed all of them yet.
    for (const [number] of await spreadsOf(trx, numbers)) investigation.add(number);
    return fresh.map((report) => {
      const made = createSpamReport({ ...report, teamId }, { library, at });
      const finding = findings.get(report.facts.reportedNumber);
      // What else somebody waits for on another report of the number is not what this one waits for.
      if (!finding && investigation.has(report.facts.reportedNumber)) {
        const id = investigationEntryId(made.id, report.facts.reportedNumber);
        return investigated(made, { id, at, byId: null }, { library });
      }
      return finding
        ? applyFinding(made, finding, { id: findingEntryId(made.id, finding), at, byId: null, library })
        : made;
    });
  },
};

/** Reads spam reports; a report about a number that was decided already starts with that finding. */
export const importSpamReports = importCases(intake);
