/** What no rule may object to, though it looks like something forbidden. */
export const harmless: ReadonlyMap<string, string> = new Map([
  [
    'shared/case/left.ts',
    "import type { Right } from './right.ts';\nexport interface Left {\n  right: Right;\n}",
  ],
  [
    'shared/case/right.ts',
    "import type { Left } from './left.ts';\nexport interface Right {\n  left: Left | null;\n}",
  ],
  [
    'shared/case/pure.ts',
    "export { Liquid } from 'liquidjs';\nexport { parsePhoneNumber } from 'libphonenumber-js/max';\nexport { v5 } from 'uuid';\nexport { z } from 'zod';\nexport { central } from '../api/central.ts';",
  ],
  ['shared/time.ts', 'export const day = (at: number) => new Date(at).getUTCDay() + Date.UTC(2026, 0, 1);'],
  [
    'renderer/i18n/en.ts',
    "export const texts = {\n  hint: 'Select a case from the list',\n  save: 'Update the policy and set a day',\n  drop: 'Delete from here on',\n  make: 'Create a table',\n  start: 'Begin the call',\n};",
  ],
  [
    'renderer/queue/queue.tsx',
    "import { Table } from '@mantine/core';\nimport '@mantine/core/styles.css';\nimport { useQuery } from '@tanstack/react-query';\nimport { caseKinds } from '../../shared/case/kinds.ts';\nexport const Queue = () => <Table data={useQuery({ queryKey: caseKinds }).data} />;",
  ],
  [
    'electron/sync/central/client.ts',
    "export { wait } from '../../session/central.ts';\nexport { channels } from '../../../shared/ipc/channels.ts';",
  ],
  [
    'electron/window/title.ts',
    "import { page } from './page.ts';\nexport const title = page.executeJavaScript('document.title', true);",
  ],
  [
    'central/sync/push.ts',
    "import { store } from '../db/store.ts';\nexport const rows = () => store.skip(3).only('x').send('y');",
  ],
]);
