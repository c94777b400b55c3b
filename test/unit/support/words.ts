import i18next from 'i18next';
import { en } from '../../../renderer/i18n/en/index.ts';
import { type Words, wordsIn } from '../../../renderer/i18n/words.ts';
import { zhCN } from '../../../renderer/i18n/zh-CN/index.ts';

/** The words of a screen in a language, without a screen. */
export async function wordsOf(language: 'zh-CN' | 'en'): Promise<Words> {
  const texts = i18next.createInstance();
  await texts.init({
    lng: language,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return wordsIn(texts, language);
}
