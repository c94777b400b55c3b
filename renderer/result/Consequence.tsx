import { useQuery } from '@tanstack/react-query';
import type { Disposition } from '../../shared/case/disposition.ts';
import type { CaseView, Draft } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { directionOf } from './attempt.ts';
import { labelOf } from './dispositions.ts';
import styles from './ResultPane.module.css';
import { usePreview } from './use-preview.ts';
import { useWork } from './work-store.ts';

interface Props {
  view: CaseView;
  draft: Draft;
  disposition: Disposition | undefined;
}

/** What saving leads to, or what is still missing, in a sentence: before one saves. */
export function Consequence({ view, draft, disposition }: Props) {
  const { t, next } = useWords();
  const now = useNow();
  const preview = usePreview(view, draft, disposition);
  const answer = disposition ? preview.data : undefined;
  if (!answer || !disposition) return <Beforehand caseId={view.case.id} />;
  if (!answer.ok) {
    return (
      <p className={styles.consequence} data-kind="missing" aria-live="polite">
        <Icon name="pencil" size={14} />
        {t(`errors.${answer.code}.what`)} {t(`errors.${answer.code}.advice`)}
      </p>
    );
  }
  const { effect, counted } = disposition;
  const result = {
    kind: view.case.kind,
    counted: counted && directionOf(view, draft) === 'outbound',
    limited: effect.do === 'message' || (effect.do === 'retry' && effect.max !== undefined),
  };
  return (
    <p className={styles.consequence} data-kind={answer.plan.kind} aria-live="polite">
      <Icon name={answer.plan.kind === 'closed' ? 'check' : 'forward'} size={14} />
      {next(answer.plan, now, result)}
    </p>
  );
}

/** Before anything is chosen: that the last result is safe, else what this line will say. */
function Beforehand({ caseId }: { caseId: string }) {
  const words = useWords();
  const saved = useWork((work) => work.saved);
  const library = useQuery(queries.library()).data;
  if (!saved) return <p className={styles.consequence}>{words.t('result.consequenceNone')}</p>;
  const label = labelOf(library, saved.disposition, words);
  return (
    <p className={styles.consequence} data-kind="closed" role="status">
      <Icon name="check" size={14} />
      {saved.caseId === caseId
        ? words.t('result.saved', { label })
        : words.t('result.savedNext', { name: saved.name, label })}
    </p>
  );
}
