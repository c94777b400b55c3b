import { runMain } from './setup/problem.mjs';
import { say } from './setup/progress.mjs';
import { ensure } from './setup.mjs';

await runMain(async () => {
  await ensure(['build']);
  say('build: dist/ is up to date');
});
