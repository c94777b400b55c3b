import type { Shape } from '../shape.ts';
import type { approvals as zh } from '../zh-CN/approvals.ts';

export const approvals = {
  title: 'Approvals',
  tabsLabel: 'Filter by decision',
  tabs: { approve: 'Approve', appeal: 'Appeals', review: 'Review', propose: 'Propose', doubtful: 'Calls' },
  proposed: 'Proposed by {{name}} {{moment}}: {{why}}',
  asked: '{{name}}, {{moment}}: {{why}}',
  askedOnly: 'Called by {{name}} {{moment}}',
  doubted_one: '{{names}}, {{count}} call, {{moment}}: {{why}}',
  doubted_other: '{{names}}, {{count}} calls, newest {{moment}}: {{why}}',
  confirmAll: {
    open: 'Confirm all',
    title: 'Confirm all these calls?',
    hint_one:
      'The calls of {{count}} case count from now on; that may end its tries. Your own calls stay for another lead.',
    hint_other:
      'The calls of {{count}} cases count from now on; that may end their tries. Your own calls stay for another lead.',
    deed: 'Confirm',
    done_one: '{{count}} case confirmed, {{left}} left',
    done_other: '{{count}} cases confirmed, {{left}} left',
  },
  none: { title: 'Choose one to begin', hint: 'The list says who asks and why. Open a case and press T.' },
  forbidden: {
    title: 'Approvals are for team leads',
    hint: 'A lead decides what you propose; the decision appears in the history of the case.',
  },
} satisfies Shape<typeof zh>;
