import type { Disposition } from '../../shared/case/disposition.ts';
import { useWords } from '../i18n/words.ts';
import { Kbd } from '../ui/Kbd.tsx';
import styles from './DispositionPicker.module.css';
import type { Choices } from './dispositions.ts';
import { MoreDispositions } from './MoreDispositions.tsx';

interface Props {
  choices: Choices;
  value: string | null;
  /** What the script leads to. */
  suggested: string | null;
  /** Whether plain digits choose here, or still answer the script. */
  ownsDigits: boolean;
  /** Whether a call like this one can have had this result. */
  possible(disposition: Disposition): boolean;
  onChoose(disposition: Disposition): void;
}

/** The favourites on their keys, the rest one keystroke further. */
export function DispositionPicker({ choices, value, suggested, ownsDigits, possible, onChoose }: Props) {
  const { t, pick } = useWords();
  const other = choices.rest.find((known) => known.code === value);
  return (
    <fieldset className={styles.picker}>
      <legend className="visually-hidden">{t('result.dispositions')}</legend>
      <div className={styles.top}>
        <span className={styles.title}>{t('result.dispositions')}</span>
        <span className={styles.hint}>{ownsDigits ? null : t('result.altHint')}</span>
        {choices.rest.length > 0 ? (
          <MoreDispositions
            rest={choices.rest.filter(possible)}
            chosen={other}
            suggested={suggested}
            onChoose={onChoose}
          />
        ) : null}
      </div>
      <div className={styles.grid}>
        {choices.favourites.map((known, index) => (
          <button
            key={known.code}
            type="button"
            className={styles.choice}
            disabled={!possible(known)}
            aria-pressed={known.code === value}
            data-suggested={known.code === suggested || undefined}
            data-code={known.code}
            title={known.code === suggested ? t('script.suggestion') : undefined}
            onClick={() => onChoose(known)}
          >
            <Kbd strong={ownsDigits && known.code !== value}>{String(index + 1)}</Kbd>
            <span className={styles.label}>{pick(known.label)}</span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
