import type { Finding } from '../../shared/case/case.ts';
import { SpamCategory } from '../../shared/case/kinds.ts';
import { CellProblem, type Cells, optionalWord } from './cells.ts';

const CATEGORIES = new Map<string, SpamCategory>([
  ['贷款', 'loan'],
  ['贷款理财', 'loan'],
  ['服务推广', 'service_ad'],
  ['广告', 'service_ad'],
  ['冒充银行', 'bank_fraud'],
  ['银行诈骗', 'bank_fraud'],
  ['招聘', 'recruitment'],
  ['房产', 'real_estate'],
  ['二手车', 'used_car'],
  ['赌博', 'gambling'],
  ['假发票', 'fake_invoice'],
  ['发票', 'fake_invoice'],
  ['保险', 'insurance'],
  ['教育', 'education'],
  ['零售推销', 'retail'],
  ['催收', 'debt_collection'],
  ['诈骗', 'fraud'],
  ['电信业务', 'telecom'],
  ['网络游戏', 'game'],
  ['游戏', 'game'],
  ['色情', 'pornography'],
  ['其他', 'other'],
]);

/** What a report is about: a code, which is an open list, or one of the words for the known ones. */
export function category(cells: Cells, column: string): SpamCategory | null {
  const text = optionalWord(cells, column, 80).toLowerCase();
  if (text === '') return null;
  const found = CATEGORIES.get(text) ?? SpamCategory.safeParse(text).data;
  if (found !== undefined) return found;
  throw new CellProblem(`${column}: neither a code nor one of ${[...CATEGORIES.keys()].join(', ')}`);
}

export const VERDICTS: ReadonlyMap<string, Finding['verdict']> = new Map([
  ['confirmed', 'confirmed'],
  ['属实', 'confirmed'],
  ['insufficient', 'insufficient'],
  ['证据不足', 'insufficient'],
  ['other_network', 'other_network'],
  ['他网', 'other_network'],
]);

/** Whether a card is a risky one. */
export const RISKS: ReadonlyMap<string, boolean> = new Map([
  ['high', true],
  ['高', true],
  ['高风险', true],
  ['是', true],
  ['yes', true],
  ['true', true],
  ['1', true],
  ['medium', false],
  ['中', false],
  ['中风险', false],
  ['low', false],
  ['低', false],
  ['低风险', false],
  ['normal', false],
  ['普通', false],
  ['正常', false],
  ['无', false],
  ['否', false],
  ['no', false],
  ['false', false],
  ['0', false],
]);

/** What is missing from a registration, in the words of people; others are kept as they came. */
export const EVIDENCE: ReadonlyMap<string, string> = new Map([
  ['证件正面', 'id_front'],
  ['身份证正面', 'id_front'],
  ['证件背面', 'id_back'],
  ['证件反面', 'id_back'],
  ['身份证反面', 'id_back'],
  ['身份证背面', 'id_back'],
  ['本人持证照', 'holding_photo'],
  ['手持证件照', 'holding_photo'],
  ['证件核验', 'id_check'],
]);
