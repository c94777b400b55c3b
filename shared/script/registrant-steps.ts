import type { ScriptStep } from './graph.ts';

/** What came of comparing what they say with what is known. */
const COMPARED: Extract<ScriptStep, { type: 'ask' }>['choices'] = [
  { id: 'matches', label: { zh: '一致', en: 'Matches' }, next: 'by_missing' },
  { id: 'differs', label: { zh: '不一致或没有登记', en: 'Differs or none' }, next: 'evidence' },
  { id: 'other_holder', label: { zh: '是别人的卡', en: 'Somebody else’s card' }, next: 'other_holder' },
  { id: 'unwilling', label: { zh: '不愿意说', en: 'Will not say' }, next: 'doubt' },
];

/** Asks who the number is registered to, but for nothing that the desk has nothing to compare with. */
export const REGISTRANT_STEPS: readonly ScriptStep[] = [
  {
    id: 'by_registrant',
    type: 'branch',
    variable: 'registrant',
    cases: [
      { equals: 'name_and_document', next: 'registrant' },
      { equals: 'name', next: 'registrant_name' },
      { equals: 'document', next: 'registrant_document' },
    ],
    otherwise: 'evidence',
  },
  {
    id: 'registrant',
    type: 'ask',
    text: {
      zh: '请您说一下这个号码登记人的姓氏，和证件号码的后四位，我来核对。',
      en: 'Please tell me the surname of the person the number is registered to and the last four digits of their ID. I will compare them.',
    },
    choices: COMPARED,
  },
  {
    id: 'registrant_name',
    type: 'ask',
    text: {
      zh: '请您说一下这个号码登记人的姓氏，我来核对。',
      en: 'Please tell me the surname of the person the number is registered to. I will compare it.',
    },
    choices: COMPARED,
  },
  {
    id: 'registrant_document',
    type: 'ask',
    text: {
      zh: '请您说一下这个号码登记人的证件号码后四位，我来核对。',
      en: 'Please tell me the last four digits of the ID that the number is registered with. I will compare them.',
    },
    choices: COMPARED,
  },
];
