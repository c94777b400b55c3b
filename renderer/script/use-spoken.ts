import { useQuery } from '@tanstack/react-query';
import type { CaseView } from '../../shared/ipc/view.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { ScriptText } from '../../shared/script/graph.ts';
import { renderText } from '../../shared/script/template.ts';
import { variablesOf } from '../../shared/script/variables.ts';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { plannedNumber } from '../result/attempt.ts';
import { useCallLibrary } from '../result/use-library.ts';
import { BLANK, useWork } from '../result/work-store.ts';

/** How long the holder has for the evidence: what the result that promises it says. Hours. */
function evidenceHours(library: Library): number {
  for (const { effect } of library.dispositions.dispositions)
    if (effect.do === 'evidence') return effect.hours;
  return 0;
}

/** Turns a script's text into what the agent says about this case, in the language of the moment. */
export function useSpoken(view: CaseView): (text: ScriptText) => string {
  const { pick, language } = useWords();
  const at = useNow();
  const library = useCallLibrary(useWork((work) => work.drafts[view.case.id]) ?? BLANK);
  const user = useQuery(queries.session()).data?.user;
  const dialled = useWork(({ drafts }) => drafts[view.case.id]?.dialled) ?? plannedNumber(view.case.plan);
  if (!library || !user) return pick;
  const variables = variablesOf({
    subject: view.case,
    phoneTail: (dialled === 'altPhone' ? view.altPhoneTail : null) ?? view.phoneTail,
    staffNumber: user.staffNumber,
    policy: library.policy,
    evidenceHours: evidenceHours(library),
    at,
    language: language === 'en' ? 'en' : 'zh',
  });
  return (text) => renderText(pick(text), variables);
}
