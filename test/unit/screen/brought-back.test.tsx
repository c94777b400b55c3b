import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { queries } from '../../../renderer/app/queries.ts';
import { WordsContext } from '../../../renderer/i18n/words.ts';
import { StatusPanel } from '../../../renderer/status/StatusPanel.tsx';
import type { SignedInUser } from '../../../shared/api/account.ts';
import { type SessionView, SyncStatus } from '../../../shared/ipc/view.ts';
import { OPENED } from '../support/builders.ts';
import { wordsOf } from '../support/words.ts';

// The pages ask on what kind of computer they are as soon as they are loaded.
vi.hoisted(() => vi.stubGlobal('navigator', { platform: 'Linux' }));

// Its clock ticks on a screen alone.
vi.mock(import('../../../renderer/clock.ts'), async (original) => ({
  ...(await original()),
  useNow: () => OPENED,
}));

const USER: SignedInUser = {
  ...{ id: '0198a1b2-0000-7000-8000-000000000001', account: 'wangmin', name: '王敏', staffNumber: '1024' },
  ...{ role: 'agent', permissions: [], teamId: '0198a1b2-0000-7000-8000-000000000002', teamName: 'Team' },
};

async function shown(language: 'zh-CN' | 'en', broughtBack: boolean): Promise<string> {
  const sync = SyncStatus.parse({
    ...{ state: 'attention', offlineSince: null, lastExchangeAt: OPENED, unsent: 0, refused: 0, waiting: 0 },
    ...{ progress: null, code: 'session_expired', rescued: null, clockAhead: 0, broughtBack },
  });
  const words = await wordsOf(language);
  const client = new QueryClient();
  const session: SessionView = { user: USER, server: 'https://central.example', mode: 'offline' };
  client.setQueryData(queries.session().queryKey, session);
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <WordsContext.Provider value={words}>
        <MantineProvider>
          <StatusPanel sync={sync} onDiagnose={() => undefined} />
        </MantineProvider>
      </WordsContext.Provider>
    </QueryClientProvider>,
  );
}

describe.each(['zh-CN', 'en'] as const)('a desk that nobody is signed in at, in %s', (language) => {
  it('says that its work has been brought back, and asks to sign in', async () => {
    const { t } = await wordsOf(language);
    expect(await shown(language, true)).toContain(t('status.broughtBack'));
    expect(await shown(language, true)).toContain(t('status.signInAgain'));
    expect(await shown(language, false)).not.toContain(t('status.broughtBack'));
  });
});
