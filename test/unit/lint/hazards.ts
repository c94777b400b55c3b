import type { Row } from './row.ts';

const unsafe = 'lint/plugin/unsafe-window';

/** Ways from a page into the program, and habits that hide mistakes. */
export const hazards: readonly Row[] = [
  ['lint/security/noGlobalEval', 'electron/', null, "eval('1');"],
  [
    'lint/security/noDangerouslySetInnerHtml',
    'renderer/note.tsx',
    null,
    "export const Note = () => <p dangerouslySetInnerHTML={{ __html: '<b/>' }} />;",
  ],
  [
    unsafe,
    'renderer/',
    null,
    'export const show = (element: Element, text: string) => {\n  element.innerHTML = text;\n};',
  ],
  [unsafe, 'electron/', null, "export const run = new Function('return 1');"],
  [
    unsafe,
    'electron/',
    null,
    `import { page } from './window.ts';\nexport const ask = (id: string) => page.executeJavaScript(\`get('\${id}')\`);`,
  ],
  [
    unsafe,
    'electron/',
    null,
    "import { page } from './window.ts';\nexport const ask = (code: string) => page?.executeJavaScript(code, true);",
  ],
  [
    unsafe,
    'test/e2e/',
    null,
    "import { page } from './window.ts';\nexport const ask = (id: string) => page.executeJavaScript(id + id);",
  ],
  [unsafe, 'renderer/', null, "import { bridge } from './bridge.ts';\nbridge.sendSync('x');"],
  [unsafe, 'electron/', null, "export { initialize } from '@electron/remote/main';"],
  [unsafe, 'electron/', null, 'export const webPreferences = { nodeIntegration: true };'],
  [unsafe, 'electron/', null, 'export const webPreferences = { contextIsolation: false };'],
  ['lint/suspicious/noExplicitAny', 'shared/', null, 'export const read = (value: any) => String(value);'],
  ['lint/suspicious/noTsIgnore', 'test/unit/', null, "// @ts-ignore\nexport const count: number = 'one';"],
  ['lint/correctness/noUnusedImports', 'test/unit/', null, "import { z } from 'zod';\nexport const one = 1;"],
  ['lint/correctness/noUnusedVariables', 'central/', null, 'const one = 1;\nexport const two = 2;'],
  ['lint/correctness/noUnusedFunctionParameters', 'central/', null, 'export const one = (two: number) => 1;'],
  [
    'lint/style/noNonNullAssertion',
    'test/unit/',
    null,
    'export const first = (list: string[]) => list.at(0)!.length;',
  ],
  ['lint/correctness/useImportExtensions', 'shared/', null, "export { day } from './time';"],
  ['lint/style/noExcessiveLinesPerFile', 'shared/', null, `export const list = [\n${'  1,\n'.repeat(400)}];`],
];
