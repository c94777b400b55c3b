import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { queries } from '../../../renderer/app/queries.ts';
import { ApprovalsPage } from '../../../renderer/approvals/ApprovalsPage.tsx';
import { BoardPage } from '../../../renderer/board/BoardPage.tsx';
import { WordsContext } from '../../../renderer/i18n/words.ts';
import type { Role } from '../../../shared/api/account.ts';
import type { SessionView } from '../../../shared/ipc/view.ts';
import { AGENT, TEAM } from '../support/builders.ts';
import { wordsOf } from '../support/words.ts';

// The pages ask on what kind of computer they are as soon as they are loaded.
vi.hoisted(() => vi.stubGlobal('navigator', { platform: 'Linux' }));

const PAGES = [
  ['board', <BoardPage key="board" />],
  ['approvals', <ApprovalsPage key="approvals" openId={null} />],
] as const;

/** What a page says to somebody of this role before main has answered anything else. */
async function saidTo(role: Role, language: 'zh-CN' | 'en', page: React.ReactElement): Promise<string> {
  const session: SessionView = {
    user: {
      id: AGENT,
      account: 'wang',
      name: '王敏',
      staffNumber: '1001',
      role,
      permissions: [],
      teamId: TEAM,
      teamName: '一组',
    },
    server: 'http://127.0.0.1',
    mode: 'online',
  };
  const client = new QueryClient();
  client.setQueryData(queries.session().queryKey, session);
  const words = await wordsOf(language);
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <WordsContext.Provider value={words}>{page}</WordsContext.Provider>
    </QueryClientProvider>,
  );
}

describe.each(['zh-CN', 'en'] as const)('the pages of a lead, in %s', (language) => {
  it.each(PAGES)('%s: tells an agent whose page it is, and the way back', async (name, page) => {
    const { t } = await wordsOf(language);
    const said = await saidTo('agent', language, page);
    expect(said).toContain(t(`${name}.forbidden.title`));
    expect(said).toContain(t(`${name}.forbidden.hint`));
    expect(said).toMatch(new RegExp(`<button[^>]*>${t('common.toQueue')}</button>`));
    expect(said).not.toContain('<h1');
  });

  it('the board is there for a lead', async () => {
    const { t } = await wordsOf(language);
    const said = await saidTo('lead', language, <BoardPage />);
    expect(said).toContain(`${t('board.title')}</h1>`);
    expect(said).not.toContain(t('board.forbidden.title'));
  });
});
