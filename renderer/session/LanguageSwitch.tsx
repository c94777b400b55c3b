import { useWords } from '../i18n/words.ts';
import { saveSettings } from '../settings/save-settings.ts';
import styles from './SignIn.module.css';

/** The other language, named in itself. */
export function LanguageSwitch() {
  const { t, language } = useWords();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className={styles.language}
      lang={other}
      onClick={() => void saveSettings({ language: other })}
    >
      {t(`settings.languages.${other}`)}
    </button>
  );
}
