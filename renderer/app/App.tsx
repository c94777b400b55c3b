import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { languageOf, speak } from '../i18n/i18n.ts';
import { useMakeWords, WordsContext } from '../i18n/words.ts';
import { SignIn } from '../session/SignIn.tsx';
import { theme } from '../ui/theme.ts';
import { Boundary } from './Boundary.tsx';
import { listen } from './events.ts';
import { queries, queryClient } from './queries.ts';
import { useKeyboard } from './use-actions.ts';
import { Workplace } from './Workplace.tsx';

/**
 * Main puts a fresh nonce into the page; Mantine's style elements carry it, because our CSP admits no other.
 */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
}

/** The whole product: providers, then either the sign-in or the workplace. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Dressed />
    </QueryClientProvider>
  );
}

function Dressed() {
  const settings = useQuery(queries.settings()).data;
  const info = useQuery(queries.info()).data;
  const dark = useMediaQuery('(prefers-color-scheme: dark)', undefined, { getInitialValueInEffect: false });
  const chosen = settings?.theme ?? 'system';
  const scheme = chosen === 'system' ? (dark ? 'dark' : 'light') : chosen;
  const language = languageOf(settings?.language ?? 'system', info?.locale ?? 'zh-CN');
  useEffect(listen, []);
  useEffect(() => void speak(language), [language]);
  const words = useMakeWords();
  useKeyboard();
  return (
    <MantineProvider theme={theme} forceColorScheme={scheme} getStyleNonce={styleNonce}>
      <WordsContext value={words}>
        <Boundary>
          <Gate />
        </Boundary>
      </WordsContext>
    </MantineProvider>
  );
}

function Gate() {
  const session = useQuery(queries.session()).data;
  return session ? <Workplace /> : <SignIn />;
}
