import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { queries } from '../../../renderer/app/queries.ts';
import { KeptResults } from '../../../renderer/case/KeptResults.tsx';
import { WordsContext } from '../../../renderer/i18n/words.ts';
import type { Role } from '../../../shared/api/account.ts';
import type { KeptResponse } from '../../../shared/api/kept.ts';
import type { CaseView, SessionView, SyncStatus } from '../../../shared/ipc/view.ts';
import { AGENT, decidedReport, OPENED, TEAM, uuid } from '../support/builders.ts';
import { wordsOf } from '../support/words.ts';

// The pages ask on what kind of computer they are as soon as they are loaded.
vi.hoisted(() => vi.stubGlobal('navigator', { platform: 'Linux' }));

// Its clock ticks on a screen alone.
vi.mock(import('../../../renderer/clock.ts'), async (original) => ({
  ...(await original()),
  useNow: () => OPENED,
}));

const view: CaseView = {
  case: decidedReport(),
  phoneTail: '1234',
  altPhoneTail: null,
  visiting: false,
  gone: null,
  draft: null,
  unsent: false,
  others: [],
  elsewhere: [],
  unsentEntries: [],
};
const KEPT: KeptResponse = {
  results: [
    {
      ...{ id: uuid(70), at: OPENED, author: '林涛', team: '二组', direction: 'outbound' },
      ...{ disposition: 'NOANS', note: '说已告知', flags: ['foreign_team', 'over_cap'] },
    },
  ],
  more: 3,
};

async function shownTo(
  role: Role,
  language: 'zh-CN' | 'en',
  { state = 'online', kept = KEPT }: { state?: SyncStatus['state']; kept?: KeptResponse } = {},
): Promise<string> {
  const client = new QueryClient();
  const user = { id: AGENT, role, permissions: [], teamId: TEAM };
  client.setQueryData(queries.session().queryKey, { user } as unknown as SessionView);
  client.setQueryData(queries.sync().queryKey, { state } as SyncStatus);
  client.setQueryData(queries.kept(view.case.id).queryKey, kept);
  const words = await wordsOf(language);
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <WordsContext.Provider value={words}>
        <KeptResults view={view} />
      </WordsContext.Provider>
    </QueryClientProvider>,
  );
}

describe.each(['zh-CN', 'en'] as const)('results that do nothing to a case, in %s', (language) => {
  it('are listed for a lead with author, team, words and reason', async () => {
    const { t } = await wordsOf(language);
    const shown = await shownTo('lead', language);
    const said = [t('case.kept.title'), '林涛', '二组', '说已告知', t('case.kept.more', { count: 3 })];
    for (const text of [...said, t('case.flag.foreign_team'), t('case.flag.over_cap')])
      expect(shown).toContain(text);
  });

  it('are shown to no agent, not off line, and not while there are none', async () => {
    expect(await shownTo('agent', language)).toBe('');
    expect(await shownTo('lead', language, { state: 'offline' })).toBe('');
    expect(await shownTo('lead', language, { kept: { results: [], more: 0 } })).toBe('');
  });
});
