import { useWords } from '../i18n/words.ts';
import { useIsLead } from '../queue/use-members.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { ACTION_IDS, ACTIONS, keycaps, LEAD_ACTIONS } from './actions.ts';
import styles from './KeysOverlay.module.css';

const GROUPS = ['move', 'case', 'script', 'result', 'window'] as const;

/** Every key that is of use to the person, grouped as one works. */
export function KeysOverlay({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useWords();
  const lead = useIsLead();
  const useful = ACTION_IDS.filter((id) => lead || !LEAD_ACTIONS.includes(id));
  return (
    <Dialog opened={opened} onClose={onClose} title={t('keys.title')} width={820}>
      <p className={styles.hint}>{t('keys.hint')}</p>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.heading}>{t(`keys.group.${group}`)}</h3>
            <dl>
              {useful
                .filter((id) => ACTIONS[id].group === group)
                .map((id) => (
                  <div key={id} className={styles.line}>
                    <dt>{t(`keys.action.${id}`)}</dt>
                    <dd>
                      {ACTIONS[id].keys.map((keys) => (
                        <span key={keys} className={styles.caps}>
                          {keycaps(keys).map((cap) => (
                            <Kbd key={cap}>{cap}</Kbd>
                          ))}
                          <span className="visually-hidden">{keycaps(keys).join(' ')}</span>
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
