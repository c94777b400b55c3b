import type { Disposition } from '../../shared/case/disposition.ts';
import type { Draft } from '../../shared/ipc/view.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/use-words.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './ResultPane.module.css';
import { usePreview } from './use-preview.ts';

interface Props {
  caseId: string;
  draft: Draft;
  disposition: Disposition | undefined;
}

/** What saving leads to, or what is still missing, in a sentence: before one saves. */
export function Consequence({ caseId, draft, disposition }: Props) {
  const { t, next } = useWords();
  const now = useNow();
  const preview = usePreview(caseId, draft, disposition);
  const answer = disposition ? preview.data : undefined;
  if (!answer) return <p className={styles.consequence}>{t('result.consequenceNone')}</p>;
  if (!answer.ok) {
    return (
      <p className={styles.consequence} data-kind="missing" aria-live="polite">
        <Icon name="pencil" size={14} />
        {t(`errors.${answer.code}.what`)} {t(`errors.${answer.code}.advice`)}
      </p>
    );
  }
  return (
    <p className={styles.consequence} data-kind={answer.plan.kind} aria-live="polite">
      <Icon name={answer.plan.kind === 'closed' ? 'check' : 'forward'} size={14} />
      {next(answer.plan, now)}
    </p>
  );
}
