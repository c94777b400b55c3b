import type { ReactNode } from 'react';
import { useNow } from '../clock.ts';
import { useWords, type Words } from '../i18n/words.ts';
import styles from './CaseFacts.module.css';
import { DocumentReveal } from './NumberReveal.tsx';
import type { OpenCase } from './use-case.ts';

type Fact = readonly [label: string, value: ReactNode];

function factsOf(found: OpenCase, words: Words, now: number): Fact[] {
  const { t, time, term } = words;
  const opened: Fact = [t('case.facts.openedAt'), time.moment(found.openedAt, now)];
  if (found.kind === 'spam_report') {
    return [
      [t('case.facts.reportedAt'), time.moment(found.facts.reportedAt, now)],
      [t('case.facts.channel'), term('channel', found.facts.channel)],
      opened,
      closeFact(found, words, now),
      ...messageFact(found, words, now),
    ];
  }
  const { facts } = found;
  return [
    [t('case.facts.soldOn'), facts.soldOn],
    [t('case.facts.saleChannel'), term('channel', facts.channel)],
    ...(facts.dealerId ? [[t('case.facts.dealer'), facts.dealerId] as const] : []),
    ...(facts.idTail
      ? [
          [
            t('case.facts.idTail'),
            <DocumentReveal key={found.id} caseId={found.id} masked={facts.idTail} />,
          ] as const,
        ]
      : []),
    ...(facts.city ? [[t('case.facts.city'), facts.city] as const] : []),
    opened,
    closeFact(found, words, now),
    ...(facts.highRisk ? [[t('case.facts.risk'), t('case.facts.highRisk')] as const] : []),
    [
      t('case.facts.missing'),
      facts.missing.length === 0 ? (
        t('case.facts.complete')
      ) : (
        <ul className={styles.missing} key="missing">
          {facts.missing.map((code) => (
            <li key={code}>{term('missing', code)}</li>
          ))}
        </ul>
      ),
    ],
  ];
}

/** What became of the last message with feedback, if there was one. */
function messageFact({ history }: OpenCase, { t, time }: Words, now: number): Fact[] {
  const last = history.findLast((entry) => entry.type === 'message' && entry.purpose === 'feedback');
  if (last?.type !== 'message') return [];
  const state = t(`case.message_state.${last.step}`, { moment: time.moment(last.at, now) });
  return [[t('case.facts.message'), state]];
}

/** The promise about the whole loop; past it without feedback, the report is an open end. */
function closeFact({ closeBy, closedAt, kind }: OpenCase, { t, time }: Words, now: number): Fact {
  const late = kind === 'spam_report' && closedAt === null && closeBy < now;
  return [
    t('case.facts.closeBy'),
    <span key="closeBy">
      {time.moment(closeBy, now)} {late ? <b className={styles.openEnd}>{t('case.facts.openEnd')}</b> : null}
    </span>,
  ];
}

/** What is known, in two columns of label and value. */
export function CaseFacts({ found }: { found: OpenCase }) {
  const words = useWords();
  const now = useNow();
  return (
    <section aria-labelledby="facts-title">
      <h3 id="facts-title" className={styles.heading}>
        {words.t('case.facts.title')}
      </h3>
      <dl className={styles.facts}>
        {factsOf(found, words, now).map(([label, value]) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
