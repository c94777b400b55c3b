import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Member } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './ReassignDialog.module.css';
import { useNameOf } from './use-case.ts';

/** Moves the open case to somebody else, and says what became of it. */
export function ReassignDialog({ view }: { view: CaseView }) {
  const { t } = useWords();
  const show = useView((state) => state.show);
  const members = useQuery(queries.members()).data ?? [];
  const nameOf = useNameOf();
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<string | null>(null);
  const found = view.case;
  const close = () => show(null);
  const people = members.filter(
    (member) => member.active && member.id !== found.assigneeId && member.name.includes(search.trim()),
  );
  const owner = found.assigneeId;
  const theirs = useQuery(queries.counts({ tab: 'open', kind: null, search: '', assigneeId: owner })).data
    ?.tabs.open;
  const move = async (to: Member | null) => {
    setError(null);
    try {
      if (all && owner !== null) {
        const { moved, refused } = await call('case.reassignAll', { fromId: owner, toId: to?.id ?? null });
        setDone(t('case.reassignDialog.doneAll', { moved, refused, name: to?.name ?? t('common.nobody') }));
        return;
      }
      const { outcomes } = await call('case.reassign', { caseIds: [found.id], toId: to?.id ?? null });
      const refused = outcomes.find((outcome) => !outcome.ok);
      if (refused) throw new CodedError(refused.code ?? 'internal', refused.params);
      setDone(to ? t('case.reassignDialog.done', { name: to.name }) : t('case.reassignDialog.doneNobody'));
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <Dialog opened onClose={close} title={t('case.reassignDialog.title')} width={380}>
      <p className={styles.hint}>
        {t('case.reassignDialog.hint', {
          name: found.contact.name,
          number: found.contact.phone,
          owner: nameOf(found.assigneeId) ?? t('common.nobody'),
        })}
      </p>
      {error ? <Problem error={error} /> : null}
      {done ? (
        <p className={styles.done} role="status">
          <Icon name="check" /> {done}
        </p>
      ) : (
        <>
          {owner !== null && theirs !== undefined && theirs > 1 ? (
            <Checkbox
              className={styles.all}
              size="xs"
              checked={all}
              onChange={(event) => setAll(event.currentTarget.checked)}
              label={t('case.reassignDialog.all', {
                count: theirs,
                owner: nameOf(owner) ?? t('common.unknown'),
              })}
            />
          ) : null}
          <TextInput
            data-autofocus
            aria-label={t('case.reassignDialog.search')}
            placeholder={t('case.reassignDialog.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing || event.key !== 'Enter' || !people[0]) return;
              event.preventDefault();
              void move(people[0]);
            }}
          />
          <ul className={styles.people}>
            {people.map((member) => (
              <li key={member.id}>
                <button type="button" className={styles.person} onClick={() => void move(member)}>
                  <span>{member.name}</span>
                  <span className={styles.role}>
                    {t(`common.role.${member.role}`)} {member.staffNumber}
                  </span>
                </button>
              </li>
            ))}
            {people.length === 0 ? <li className={styles.hint}>{t('case.reassignDialog.none')}</li> : null}
            {search === '' && found.assigneeId !== null ? (
              <li>
                <button type="button" className={styles.person} onClick={() => void move(null)}>
                  {t('case.reassignDialog.toNobody')}
                </button>
              </li>
            ) : null}
          </ul>
        </>
      )}
    </Dialog>
  );
}
