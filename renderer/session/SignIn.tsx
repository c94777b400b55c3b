import { PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { CodedError } from '../../shared/errors.ts';
import type { ChannelOutput } from '../../shared/ipc/channels.ts';
import type { KnownDesk } from '../../shared/ipc/view.ts';
import { queries, queryClient } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Logo } from '../ui/Logo.tsx';
import { Problem } from '../ui/Message.tsx';
import { DeskList } from './DeskList.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import styles from './SignIn.module.css';

/** The door: which server, which account, the password. Works without a network for accounts known here. */
export function SignIn() {
  // The desks of this machine as they are now: a session that just ended may have made one.
  const info = useQuery({ ...queries.info(), refetchOnMount: 'always' });
  return info.isFetchedAfterMount ? <Door info={info.data} /> : null;
}

function Door({ info }: { info: ChannelOutput<'app.info'> | undefined }) {
  const { t } = useWords();
  const endedWith = useView((view) => view.endedWith);
  const desks = info?.desks ?? [];
  const [server, setServer] = useState(info?.server || desks[0]?.server || '');
  const [account, setAccount] = useState(desks[0]?.account ?? '');
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: () => call('session.signIn', { server: server.trim(), account: account.trim(), password }),
    onSuccess: (session) => {
      useView.getState().reset(null);
      queryClient.setQueryData(queries.session().queryKey, session);
    },
    onError: () => field.current?.select(),
  });
  const complete = server.trim() !== '' && account.trim() !== '' && password !== '';
  const choose = (desk: KnownDesk) => {
    setServer(desk.server);
    setAccount(desk.account);
    setPassword('');
    signIn.reset();
    field.current?.focus();
  };
  const known = desks.some((desk) => desk.server === server.trim() && desk.account === account.trim());
  const error = signIn.error ?? (endedWith ? new CodedError(endedWith) : null);
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <header className={styles.header}>
          <Logo size={40} />
          <h1 className={styles.product}>{t('common.product')}</h1>
          <p className={styles.tagline}>{t('common.tagline')}</p>
        </header>
        {desks.length > 0 ? (
          <DeskList desks={desks} server={server} account={account} onChoose={choose} />
        ) : null}
        <form
          className={styles.form}
          aria-label={t('session.title')}
          onSubmit={(event) => {
            event.preventDefault();
            if (complete && !signIn.isPending) signIn.mutate();
            else event.currentTarget.querySelector<HTMLInputElement>('input[value=""]')?.focus();
          }}
        >
          <TextInput
            label={t('session.server')}
            placeholder={t('session.serverHint')}
            autoComplete="off"
            spellCheck={false}
            value={server}
            autoFocus={server === ''}
            onChange={(event) => setServer(event.currentTarget.value)}
          />
          <TextInput
            label={t('session.account')}
            autoComplete="username"
            spellCheck={false}
            value={account}
            autoFocus={server !== '' && account === ''}
            onChange={(event) => setAccount(event.currentTarget.value)}
          />
          <PasswordInput
            ref={field}
            label={t('session.password')}
            autoComplete="current-password"
            value={password}
            autoFocus={server !== '' && account !== ''}
            visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {error ? <Problem error={error} /> : null}
          <Button type="submit" look="primary" className={styles.submit} disabled={signIn.isPending}>
            {signIn.isPending ? t('session.submitting') : t('session.submit')}
          </Button>
        </form>
        <p className={styles.hint}>{known ? t('session.offlineHint') : t('session.firstHint')}</p>
      </main>
      <footer className={styles.footer}>
        <LanguageSwitch />
        <span>{info?.version}</span>
      </footer>
    </div>
  );
}
