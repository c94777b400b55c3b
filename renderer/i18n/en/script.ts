import type { Shape } from '../shape.ts';
import type { script as zh } from '../zh-CN/script.ts';

export const script = {
  pane: 'Script',
  title: '{{title}}',
  version: 'v{{version}}',
  crumbs: 'Steps so far',
  back: 'Previous step',
  forward: 'Next step',
  next: 'Continue',
  choices: 'What they answer',
  objections: 'They object',
  objectionsShort: 'Objections',
  returnFrom: 'Back to the script',
  answer: 'Note the answer',
  answerPlaceholder: 'In their own words',
  guards: 'Mind',
  ended: 'End of the script',
  suggestion: 'Suggested result',
  unavailable: {
    title: 'The script has not reached this desk yet',
    hint: 'You can call as usual. The script appears once the network is back.',
  },
} satisfies Shape<typeof zh>;
