import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { WordsContext } from '../../../renderer/i18n/words.ts';
import { StatusPanel } from '../../../renderer/status/StatusPanel.tsx';
import { SyncStatus } from '../../../shared/ipc/view.ts';
import { OPENED } from '../support/builders.ts';
import { wordsOf } from '../support/words.ts';

// The pages ask on what kind of computer they are as soon as they are loaded.
vi.hoisted(() => vi.stubGlobal('navigator', { platform: 'Linux' }));

// Its clock ticks on a screen alone.
vi.mock(import('../../../renderer/clock.ts'), async (original) => ({
  ...(await original()),
  useNow: () => OPENED,
}));

async function shown(language: 'zh-CN' | 'en', broughtBack: boolean): Promise<string> {
  const sync = SyncStatus.parse({
    ...{ state: 'attention', offlineSince: null, lastExchangeAt: OPENED, unsent: 0, refused: 0, waiting: 0 },
    ...{ progress: null, code: 'session_expired', rescued: null, clockAhead: 0, broughtBack },
  });
  const words = await wordsOf(language);
  return renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <WordsContext.Provider value={words}>
        <StatusPanel sync={sync} onDiagnose={() => undefined} />
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
