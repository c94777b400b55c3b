import type { Objection } from './graph.ts';

/**
 * What a person may say in any call; each script has the steps `no_calls`, `complaint` and
 * `no_common_language`.
 */
export const COMMON_OBJECTIONS: Objection[] = [
  {
    id: 'no_more_calls',
    label: { zh: '不要再打了', en: 'Do not call again' },
    text: { zh: '明白，我马上登记。', en: 'I understand, I will note it at once.' },
    next: 'no_calls',
  },
  {
    id: 'wants_to_complain',
    label: { zh: '我要投诉', en: 'I want to complain' },
    text: { zh: '很抱歉让您不满意。', en: 'I am sorry that you are not satisfied.' },
    next: 'complaint',
  },
  {
    id: 'cannot_understand',
    label: { zh: '听不懂', en: 'Cannot understand' },
    text: {
      zh: '您平时说哪里话？我请会说的同事联系您。',
      en: 'Which language do you speak? A colleague will contact you.',
    },
    next: 'no_common_language',
  },
];
