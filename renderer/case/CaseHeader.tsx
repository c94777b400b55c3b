import { isClosed } from '../../shared/case/kinds.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import { useActions } from '../app/use-actions.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { urgencyOf } from '../queue/risk.ts';
import { useIsLead } from '../queue/use-members.ts';
import { plannedNumber } from '../result/attempt.ts';
import { useDial } from '../result/use-call.ts';
import { phaseOf, useWork } from '../result/work-store.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { RiskLabel } from '../ui/RiskLabel.tsx';
import styles from './CaseHeader.module.css';
import { useOffers } from './decision/DecisionBar.tsx';
import { openDecision } from './decision/decision-store.ts';
import { NumberReveal } from './NumberReveal.tsx';
import { StageTrail } from './StageTrail.tsx';
import { useNameOf } from './use-case.ts';

const DIAL = { phone: 'case.dial', altPhone: 'case.dialAlt' } as const;

/** Who it is, how to reach them, how far the case is and what comes next. Stays in sight. */
export function CaseHeader({ view }: { view: CaseView }) {
  const { t, why, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const lead = useIsLead();
  const show = useView((state) => state.show);
  const found = view.case;
  const draft = useWork((work) => work.drafts[found.id]);
  const calling = draft !== undefined && phaseOf(draft) === 'calling';
  const again = draft !== undefined && phaseOf(draft) === 'wrapup';
  const dial = useDial(found.id);
  const mayReassign = lead && !isClosed(found) && !view.visiting;
  const planned = plannedNumber(found.plan);
  const other = planned === 'phone' ? 'altPhone' : 'phone';
  const mayAddNumber = useOffers(view).some(({ name }) => name === 'number');
  useActions({
    dial: calling || view.visiting ? null : () => dial(planned),
    reassign: mayReassign ? () => show('reassign') : null,
  });
  const { plan } = found;
  // What waits on the ladder says its moment itself; a window that passed unused says nothing about the next
  // one.
  const ahead = plan.kind === 'call' && (plan.notAfter ?? 0) > now;
  const window = plan.notBefore === null || !ahead ? null : time.window(plan.notBefore, plan.notAfter, now);
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <h2 className={styles.name}>{found.contact.name || t('common.unknown')}</h2>
        {view.visiting ? (
          <span className={styles.number}>{found.contact.phone}</span>
        ) : (
          <NumberReveal caseId={found.id} contact={found.contact} />
        )}
        {mayAddNumber ? (
          <Button
            look="quiet"
            icon="plus"
            aria-label={t('decision.name.number')}
            title={t('decision.name.number')}
            onClick={() => openDecision(found.id, 'number')}
          />
        ) : null}
        <span className={styles.spring} />
        {view.visiting ? null : (
          <Button
            look={calling || again ? 'plain' : 'primary'}
            icon="phone"
            hotkey="D"
            disabled={calling}
            title={found.contact[planned] ?? undefined}
            onClick={() => dial(planned)}
          >
            {calling ? t('common.bar.calling') : t(again ? 'case.dialAgain' : DIAL[planned])}
          </Button>
        )}
      </div>
      <div className={styles.meta}>
        <span title={t(`common.kind.${found.kind}`)}>{t(`case.kind.${found.kind}`)}</span>
        <span className={styles.external}>{found.externalId}</span>
        {lead || view.visiting ? (
          <span>
            <Icon name="user" size={13} /> {nameOf(found.assigneeId) ?? t('common.nobody')}
          </span>
        ) : null}
        {view.unsent ? (
          <span className={styles.unsent} role="img" aria-label={t('case.unsent')} title={t('case.unsent')}>
            <Icon name="upload" size={13} />
          </span>
        ) : null}
        <span className={styles.deeds}>
          {mayReassign ? (
            <Button look="quiet" icon="swap" hotkey="M" onClick={() => show('reassign')}>
              {t('case.reassign')}
            </Button>
          ) : null}
          {found.contact.altPhone && !calling && !view.visiting ? (
            <Button
              look="quiet"
              icon="phone"
              title={found.contact[other] ?? undefined}
              onClick={() => dial(other)}
            >
              {t(other === 'altPhone' ? 'case.dialAlt' : 'case.dialFirst')}
            </Button>
          ) : null}
        </span>
      </div>
      {view.visiting ? (
        <p className={styles.visiting} role="note">
          <Icon name="eye" size={13} /> {t('case.visiting')}
        </p>
      ) : null}
      {view.gone ? (
        <p className={styles.visiting} role="note">
          <Icon name="swap" size={13} />{' '}
          {t('case.gone', {
            by: nameOf(view.gone.byId) ?? t('common.system'),
            to: nameOf(view.gone.toId) ?? t('common.nobody'),
            moment: time.moment(view.gone.at, now),
          })}
        </p>
      ) : null}
      <StageTrail found={found} />
      <p className={styles.plan}>
        <RiskLabel urgency={urgencyOf(found, now)} now={now} exact />
        <span className={styles.why}>{why(plan, now)}</span>
        {window ? <span className={styles.window}>{window}</span> : null}
      </p>
    </header>
  );
}
