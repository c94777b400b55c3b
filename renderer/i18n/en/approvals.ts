import type { Shape } from '../shape.ts';
import type { approvals as zh } from '../zh-CN/approvals.ts';

export const approvals = {
  title: 'Approvals',
  tabsLabel: 'Filter by decision',
  tabs: { approve: 'Approve', appeal: 'Appeals', review: 'Review', propose: 'Propose' },
  proposed: 'Proposed by {{name}} {{moment}}: {{why}}',
  asked: '{{name}}, {{moment}}: {{why}}',
  askedOnly: 'Called by {{name}} {{moment}}',
  none: { title: 'Choose one to begin', hint: 'The list says who asks and why. Open a case and press T.' },
  forbidden: {
    title: 'Approvals are for team leads',
    hint: 'A lead decides what you propose; the decision appears in the history of the case.',
  },
} satisfies Shape<typeof zh>;
