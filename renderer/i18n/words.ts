import type { i18n as I18n } from 'i18next';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../shared/case/plan.ts';
import { clock } from '../clock.ts';
import { asCoded } from '../desk.ts';
import type { Language } from './i18n.ts';
import {
  followsSentence,
  levelLabel,
  nextSentence,
  type ResultMeaning,
  termLabel,
  whySentence,
} from './terms.ts';
import { TimeWords } from './time.ts';

/** Everything that a screen says, in one language. */
export function wordsIn(i18n: I18n, language: Language) {
  const { t } = i18n;
  const time = new TimeWords(t, language);
  return {
    t,
    language,
    time,
    term: (list: Parameters<typeof termLabel>[2], code: string) => termLabel(t, i18n, list, code),
    level: (level: unknown) => levelLabel(t, level),
    why: (plan: Plan, now: number) => whySentence(t, time, plan, now),
    follows: (plan: Plan, now: number) => followsSentence(t, time, plan, now),
    next: (plan: Plan, now: number, result: ResultMeaning) => nextSentence(t, time, plan, { now, result }),
    /** A text that comes as data in both languages (dispositions, scripts). */
    pick: (text: { zh: string; en: string }) => (language === 'en' ? text.en : text.zh),
    problem: (error: unknown) => {
      const { code, params } = asCoded(error);
      const until = typeof params.until === 'number' ? time.moment(params.until, clock.now()) : '';
      return { code, what: t(`errors.${code}.what`, { until }), advice: t(`errors.${code}.advice`) };
    },
  };
}

export type Words = ReturnType<typeof wordsIn>;

/** Makes the words of the language of the moment; once, at the root, because hundreds of rows speak them. */
export function useMakeWords(): Words {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN';
  return useMemo(() => wordsIn(i18n, language), [i18n, language]);
}

export const WordsContext = createContext<Words | null>(null);

/** Everything a component needs to speak: texts, times, plans and open lists of terms. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('Words are only known below the root');
  return words;
}
