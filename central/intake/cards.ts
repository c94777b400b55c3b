import type { RealNameCase } from '../../shared/case/case.ts';
import { createRealNameCase } from '../../shared/case/create.ts';
import { CellProblem, type Cells, externalId, meaning, optional, optionalWord } from './cells.ts';
import { calendarDay } from './moments.ts';
import { type CaseIntake, importCases } from './new-cases.ts';
import { phone } from './numbers.ts';
import { EVIDENCE, RISKS } from './words.ts';

interface Card {
  externalId: string;
  contact: RealNameCase['contact'];
  facts: RealNameCase['facts'];
}

function evidence(cells: Cells): string[] {
  const items = optionalWord(cells, 'missing', 1_000)
    .split(/[;,、|\n]/)
    .map((item) => item.trim());
  const missing = [...new Set(items.filter((item) => item !== '').map((item) => EVIDENCE.get(item) ?? item))];
  if (missing.length > 20 || missing.some((item) => item.length > 40)) {
    throw new CellProblem('missing: more than 20 items or one of more than 40 characters');
  }
  return missing;
}

/** The last four of a document number, also behind asterisks; more of it is not kept, so none is taken. */
function documentTail(cells: Cells, column: string): string | null {
  const text = optionalWord(cells, column, 40).toUpperCase();
  if (text === '') return null;
  const [, tail] = /^(?:[\dA-Z]*\*+)?([\dA-Z]{4})$/.exec(text) ?? [];
  if (tail === undefined)
    throw new CellProblem(`${column}: not four characters; keep the column as text, without the rest`);
  return tail;
}

function cardOf(cells: Cells, now: number): Card {
  return {
    externalId: externalId(cells, 'card_id'),
    contact: { name: optional(cells, 'holder_name', 80), phone: phone(cells, 'phone'), altPhone: null },
    facts: {
      soldOn: calendarDay(cells, 'sold_on', now),
      channel: optionalWord(cells, 'channel', 40),
      dealerId: optionalWord(cells, 'dealer_id', 40) || null,
      missing: evidence(cells),
      city: optional(cells, 'city', 80) || null,
      highRisk: meaning(cells, 'risk', RISKS, { empty: false }),
      idTail: documentTail(cells, 'id_last_four'),
    },
  };
}

const intake: CaseIntake<'real_name', Card> = {
  kind: 'real_name',
  columns: ['card_id', 'phone', 'sold_on', 'missing'],
  aliases: {
    card_id: ['卡编号', '卡号', '工单号', '工单编号', '单号', '编号', 'ICCID'],
    phone: ['手机号', '手机号码', '号码', '电话', '联系电话'],
    holder_name: ['机主', '机主姓名', '姓名', '用户姓名'],
    sold_on: ['售卡日期', '销售日期', '售出日期', '入网日期', '开卡日期'],
    channel: ['渠道', '销售渠道', '来源'],
    dealer_id: ['代理商', '代理商编号', '网点', '网点编号'],
    missing: ['缺少资料', '缺失资料', '缺失项', '缺少'],
    city: ['城市', '地市', '归属地'],
    risk: ['风险', '风险等级', '高风险', '是否高风险'],
    id_last_four: [
      '证件后四位',
      '证件号后四位',
      '证件号码后四位',
      '身份证后四位',
      '身份证号后四位',
      '身份证号码后四位',
    ],
  },
  read: cardOf,
  columnsOf: ({ contact, facts }) => ({
    holder_name: contact.name,
    phone: contact.phone,
    sold_on: facts.soldOn,
    channel: facts.channel,
    dealer_id: facts.dealerId,
    missing: facts.missing.toSorted().join(';'),
    city: facts.city,
    risk: facts.highRisk,
    id_last_four: facts.idTail ?? null,
  }),
  create: async (_trx, fresh, { teamId, library, at }) =>
    fresh.map((card) => createRealNameCase({ ...card, teamId }, { library, at })),
};

/** Reads cards that were sold without complete registration. */
export const importCards = importCases(intake);
