import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { attemptsOf, doubtfulCalls, standingCorrections } from '../../shared/case/history.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import { may, relationOf } from '../../shared/mutation/access.ts';
import { queries } from '../app/queries.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { CorrectionForm } from './CorrectionForm.tsx';
import { NoteForm } from './NoteForm.tsx';
import styles from './Timeline.module.css';
import { TimelineEntry } from './TimelineEntry.tsx';
import { useNameOf } from './use-case.ts';

/** What happened so far, newest first. */
export function Timeline({ view }: { view: CaseView }) {
  const { t } = useWords();
  const nameOf = useNameOf();
  const library = useQuery(queries.library()).data;
  const [writing, setWriting] = useState(false);
  useActions({ addNote: () => setWriting(true) });
  const { history } = view.case;
  const unsent = new Set(view.unsentEntries);
  const session = useQuery(queries.session()).data;
  const [correcting, setCorrecting] = useState<string | null>(null);
  const attempts = attemptsOf(history);
  const numbers = new Map(attempts.map(({ id }, index) => [id, index + 1]));
  const doubtful = doubtfulCalls(history);
  const corrections = new Map(standingCorrections(history).map((each) => [each.attemptId, each]));
  const relation = session && relationOf(view.case, session.user, { had: false, visited: view.visiting });
  const mayCorrect = (byId: string | null) =>
    session && relation ? may('correctAttempt', relation, session.user, byId) : false;
  const wrong = attempts.find(({ id }) => id === correcting);
  return (
    <section aria-labelledby="timeline-title">
      <div className={styles.top}>
        <h3 id="timeline-title" className={styles.heading}>
          {t('case.timeline.title')}
        </h3>
        <Button look="quiet" icon="note" hotkey="A" onClick={() => setWriting(true)}>
          {t('case.timeline.addNote')}
        </Button>
      </div>
      {writing ? <NoteForm caseId={view.case.id} onDone={() => setWriting(false)} /> : null}
      {history.length === 0 ? (
        <p className={styles.empty}>{t('case.timeline.empty')}</p>
      ) : (
        <ol className={styles.entries}>
          {history.toReversed().map((entry) => (
            <TimelineEntry
              key={entry.id}
              entry={entry}
              count={numbers.get(entry.type === 'correction' ? entry.attemptId : entry.id) ?? 0}
              correction={corrections.get(entry.id)}
              unsent={unsent.has(entry.id)}
              doubtful={doubtful.includes(entry.id)}
              library={library}
              nameOf={nameOf}
              onCorrect={
                entry.type === 'attempt' && !view.visiting && library && mayCorrect(entry.byId)
                  ? () => setCorrecting(entry.id)
                  : null
              }
            >
              {wrong && wrong.id === entry.id && library ? (
                <CorrectionForm
                  subject={view.case}
                  elsewhere={view.elsewhere}
                  attempt={wrong}
                  library={library}
                  onDone={() => setCorrecting(null)}
                />
              ) : null}
            </TimelineEntry>
          ))}
        </ol>
      )}
      {view.case.beyond ? (
        <p className={styles.empty}>{t('case.timeline.beyond', { number: 0, ...view.case.beyond })}</p>
      ) : null}
    </section>
  );
}
