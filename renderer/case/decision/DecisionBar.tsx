import { useQuery } from '@tanstack/react-query';
import type { CaseView } from '../../../shared/ipc/view.ts';
import { queries } from '../../app/queries.ts';
import { useActions } from '../../app/use-actions.ts';
import { useNow } from '../../clock.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { OpenCase } from '../use-case.ts';
import styles from './Decision.module.css';
import { DecisionForm } from './DecisionForm.tsx';
import { closeDecision, openDecision, useOpenDecision } from './decision-store.ts';
import { decisionTitle } from './forms.ts';
import { Lapsed } from './Lapsed.tsx';
import { type Offer, offersFor } from './offers.ts';

/** What the signed-in person may decide about a case that is on this desk. */
export function useOffers(view: CaseView | undefined): Offer[] {
  const now = useNow();
  const user = useQuery(queries.session()).data?.user;
  return user && view ? offersFor(view.case, user, now, view.visiting) : [];
}

/** What the case waits for from this person, and the form of what they began. */
export function DecisionBar({ view }: { view: CaseView }) {
  const { t } = useWords();
  const { case: found } = view;
  const offers = useOffers(view);
  const due = offers.filter((offer) => offer.due);
  const [first] = due.filter(({ own }) => !own);
  const opened = useOpenDecision(({ opened }) => (opened?.caseId === found.id ? opened : null));
  const begun = offers.find(({ name, own }) => name === opened?.name && !own);
  const lapsed = opened !== null && !begun && !opened.sending ? opened.name : null;
  useActions({ decide: first ? () => openDecision(found.id, first.name) : null });
  if (begun)
    return (
      <div className={styles.bar}>
        <DecisionForm key={begun.name} name={begun.name} view={view} onClose={closeDecision} />
      </div>
    );
  if (due.length === 0 && lapsed === null) return null;
  return (
    <div className={styles.bar}>
      {lapsed === null ? null : <Lapsed key={lapsed} name={lapsed} found={found} />}
      {due.length === 0 ? null : (
        <div className={styles.offers} role="toolbar" aria-label={t('decision.label')}>
          <span className={styles.label}>{t('decision.label')}</span>
          {due.map((offer) => (
            <OfferButton key={offer.name} offer={offer} found={found} first={offer === first} />
          ))}
        </div>
      )}
    </div>
  );
}

function OfferButton({ offer, found, first }: { offer: Offer; found: OpenCase; first: boolean }) {
  const words = useWords();
  const { own, name } = offer;
  if (own)
    return (
      <span className={styles.blocked}>
        <Icon name="pause" size={13} />
        {words.t(name === 'confirm' ? 'decision.ownCalls' : 'decision.own')}
      </span>
    );
  return (
    <Button
      icon={first ? 'scale' : undefined}
      hotkey={first ? 'T' : undefined}
      onClick={() => openDecision(found.id, name)}
    >
      {decisionTitle(name, found, words)}
    </Button>
  );
}
