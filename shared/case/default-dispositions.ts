import type { Disposition, DispositionEffect, DispositionSet } from './disposition.ts';
import type { CaseKind } from './kinds.ts';

const BOTH: CaseKind[] = ['spam_report', 'real_name'];
const NEXT_PART: DispositionEffect = { do: 'retry', when: 'next_part' };

function reached(
  code: string,
  kinds: CaseKind[],
  label: Disposition['label'],
  effect: DispositionEffect,
  rest: Partial<Disposition> = {},
): Disposition {
  const final = effect.do === 'close';
  return {
    code,
    kinds,
    label,
    reached: true,
    final,
    counted: true,
    demands: [],
    effect,
    favourite: {},
    ...rest,
  };
}

function unreached(
  code: string,
  label: Disposition['label'],
  effect: DispositionEffect,
  rest: Partial<Disposition> = {},
): Disposition {
  return {
    code,
    kinds: BOTH,
    label,
    reached: false,
    final: false,
    counted: true,
    demands: [],
    effect,
    favourite: {},
    ...rest,
  };
}

/**
 * The results that a call can have unless the operator defines others; the keys 4-9 mean the same for both
 * kinds.
 */
export const DEFAULT_DISPOSITIONS: DispositionSet = {
  version: 1,
  dispositions: [
    reached(
      'FB_OK',
      ['spam_report'],
      { zh: '已反馈认可', en: 'Accepts the result' },
      { do: 'close' },
      {
        favourite: { spam_report: 1 },
      },
    ),
    reached(
      'FB_DISPUTE',
      ['spam_report'],
      { zh: '有异议', en: 'Disputes the result' },
      { do: 'review', code: 'dispute_review' },
      { demands: ['reason'], favourite: { spam_report: 2 } },
    ),
    reached(
      'FB_MORE',
      ['spam_report'],
      { zh: '补充线索', en: 'Gives new evidence' },
      { do: 'investigate' },
      {
        demands: ['note'],
        favourite: { spam_report: 3 },
      },
    ),
    reached(
      'RN_AGREE',
      ['real_name'],
      { zh: '同意补登记', en: 'Agrees to register' },
      { do: 'evidence', hours: 72 },
      {
        favourite: { real_name: 1 },
      },
    ),
    reached(
      'RN_OK',
      ['real_name'],
      { zh: '信息一致', en: 'Details match' },
      { do: 'close' },
      {
        favourite: { real_name: 2 },
      },
    ),
    reached(
      'RN_REFUSE',
      ['real_name'],
      { zh: '拒绝补登记', en: 'Refuses to register' },
      { do: 'ladder' },
      {
        demands: ['reason'],
        favourite: { real_name: 3 },
      },
    ),
    reached(
      'RN_SENT',
      ['real_name'],
      { zh: '资料已提交', en: 'Evidence handed in' },
      { do: 'verify' },
      { demands: ['evidence'] },
    ),
    reached('RN_DONE', ['real_name'], { zh: '核验通过', en: 'Verified' }, { do: 'close' }),
    reached(
      'RN_FAIL',
      ['real_name'],
      { zh: '核验未通过', en: 'Verification failed' },
      { do: 'evidence', hours: 72 },
    ),
    reached(
      'RN_APPEAL',
      ['real_name'],
      { zh: '对处置提出申诉', en: 'Appeals the measure' },
      { do: 'appeal' },
      { demands: ['note'] },
    ),
    reached(
      'RN_OTHER',
      ['real_name'],
      { zh: '非登记人使用', en: 'Used by somebody else' },
      { do: 'evidence', hours: 72 },
      {
        demands: ['note'],
      },
    ),
    unreached('NOANS', { zh: '无人接听', en: 'No answer' }, NEXT_PART, {
      favourite: { spam_report: 4, real_name: 4 },
    }),
    unreached(
      'BUSY',
      { zh: '占线', en: 'Busy' },
      { do: 'retry', when: 'minutes', minutes: [15, 60] },
      {
        favourite: { spam_report: 5, real_name: 5 },
      },
    ),
    unreached('OFF', { zh: '关机', en: 'Switched off' }, NEXT_PART, {
      favourite: { spam_report: 6, real_name: 6 },
    }),
    unreached(
      'REJECT',
      { zh: '拒接', en: 'Call rejected' },
      { do: 'retry', when: 'next_day', max: 2 },
      {
        favourite: { spam_report: 7, real_name: 7 },
      },
    ),
    reached(
      'LATER',
      BOTH,
      { zh: '约时再拨', en: 'Asks for another time' },
      { do: 'appointment' },
      {
        demands: ['callback_time'],
        favourite: { spam_report: 8, real_name: 8 },
      },
    ),
    reached(
      'WRONG',
      BOTH,
      { zh: '错号或非本人', en: 'Wrong person' },
      { do: 'review', code: 'wrong_number_review' },
      { favourite: { spam_report: 9, real_name: 9 } },
    ),
    unreached('UNREACH', { zh: '暂时无法接通', en: 'Not reachable' }, NEXT_PART),
    unreached('ASSIST', { zh: '语音助手接听', en: 'Voice assistant' }, NEXT_PART),
    unreached(
      'SILENT',
      { zh: '接通无声', en: 'Silent line' },
      { do: 'retry', when: 'minutes', minutes: [60] },
    ),
    unreached('LIMIT', { zh: '呼叫限制', en: 'Calls barred' }, { do: 'retry', when: 'next_day', max: 1 }),
    unreached('STOP', { zh: '停机', en: 'Service suspended' }, { do: 'retry', when: 'next_day', max: 1 }),
    unreached(
      'VACANT',
      { zh: '空号', en: 'Number not in use' },
      { do: 'message', code: 'vacant_number', after: 2 },
    ),
    unreached(
      'LINE',
      { zh: '线路故障', en: 'Fault on our line' },
      { do: 'retry', when: 'minutes', minutes: [10, 30] },
      {
        counted: false,
      },
    ),
    reached(
      'LANG',
      BOTH,
      { zh: '语言不通', en: 'No common language' },
      { do: 'review', code: 'language_review' },
    ),
    reached('DNC', BOTH, { zh: '要求勿扰', en: 'Wants no calls' }, { do: 'message', code: 'do_not_call' }),
    reached(
      'COMPLAIN',
      BOTH,
      { zh: '投诉升级', en: 'Complains' },
      { do: 'review', code: 'complaint_review' },
      {
        demands: ['note'],
      },
    ),
  ],
};
