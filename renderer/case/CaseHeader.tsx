import type { CaseView } from '../../shared/ipc/view.ts';
import { useActions } from '../app/use-actions.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { riskOf } from '../queue/risk.ts';
import { useIsLead } from '../queue/use-members.ts';
import { useDial } from '../result/use-call.ts';
import { phaseOf, useWork } from '../result/work-store.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { RiskLabel } from '../ui/RiskLabel.tsx';
import styles from './CaseHeader.module.css';
import { NumberReveal } from './NumberReveal.tsx';
import { StageTrail } from './StageTrail.tsx';
import { useNameOf } from './use-case.ts';

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
  const mayReassign = lead && found.stage !== 'closed';
  useActions({
    dial: calling ? null : () => dial('phone'),
    reassign: mayReassign ? () => show('reassign') : null,
  });
  const { plan } = found;
  const window = plan.notBefore === null ? null : time.window(plan.notBefore, plan.notAfter, now);
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <h2 className={styles.name}>{found.contact.name || t('common.unknown')}</h2>
        <NumberReveal caseId={found.id} contact={found.contact} />
        <span className={styles.spring} />
        <Button
          look={calling || again ? 'plain' : 'primary'}
          icon="phone"
          hotkey="D"
          disabled={calling}
          onClick={() => dial('phone')}
        >
          {calling ? t('common.bar.calling') : again ? t('case.dialAgain') : t('case.dial')}
        </Button>
      </div>
      <div className={styles.meta}>
        <span>{t(`common.kind.${found.kind}`)}</span>
        <span className={styles.external}>{found.externalId}</span>
        {lead ? (
          <span>
            <Icon name="user" size={13} /> {nameOf(found.assigneeId) ?? t('common.nobody')}
          </span>
        ) : null}
        {view.unsent ? (
          <span className={styles.unsent}>
            <Icon name="upload" size={13} /> {t('case.unsent')}
          </span>
        ) : null}
        <span className={styles.spring} />
        {mayReassign ? (
          <Button look="quiet" icon="swap" hotkey="M" onClick={() => show('reassign')}>
            {t('case.reassign')}
          </Button>
        ) : null}
        {found.contact.altPhone && !calling ? (
          <Button look="quiet" icon="phone" title={found.contact.altPhone} onClick={() => dial('altPhone')}>
            {t('case.dialAlt')}
          </Button>
        ) : null}
      </div>
      <StageTrail found={found} />
      <p className={styles.plan}>
        <RiskLabel risk={riskOf(plan, found.dueAt, now)} now={now} />
        <span className={styles.why}>{why(plan)}</span>
        {window ? <span className={styles.window}>{window}</span> : null}
      </p>
    </header>
  );
}
