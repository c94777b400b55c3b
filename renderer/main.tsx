import './jitless.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/mantine.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { queries, queryClient } from './app/queries.ts';
import { languageOf, startTexts } from './i18n/i18n.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element');

// Everything that decides the first picture, so that nothing flashes or changes place.
const [info, settings] = await Promise.all([
  queryClient.ensureQueryData(queries.info()),
  queryClient.ensureQueryData(queries.settings()),
  queryClient.ensureQueryData(queries.session()),
]);
await startTexts(languageOf(settings.language, info.locale));
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
