import { PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { SessionView } from '../../shared/ipc/view.ts';
import { queries, queryClient } from '../app/queries.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './EnterAgain.module.css';

/** The password once more where the work is; what is open stays open. */
export function EnterAgain({ session }: { session: SessionView }) {
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const { server, user } = session;
  const enter = useMutation({
    mutationFn: () => call('session.signIn', { server, account: user.account, password }),
    onSuccess: (view) => queryClient.setQueryData(queries.session().queryKey, view),
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== '' && !enter.isPending) enter.mutate();
      }}
    >
      <PasswordInput
        label={t('session.passwordOf', { account: user.account })}
        autoComplete="current-password"
        value={password}
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': t('session.showPassword') }}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {enter.error ? <Problem error={enter.error} /> : null}
      <Button type="submit" look="primary" aria-disabled={enter.isPending}>
        {enter.isPending ? t('session.submitting') : t('status.signInAgain')}
      </Button>
    </form>
  );
}
