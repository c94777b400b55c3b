import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { demoFolder, runningDemo, startDemo } from './run/central.mjs';
import { checkSandbox, deskArguments, startDesk } from './run/desk.mjs';
import { startDisplay } from './run/display.mjs';
import { isRoot } from './setup/locations.mjs';
import { Problem, runMain } from './setup/problem.mjs';
import { say, withProgress } from './setup/progress.mjs';
import { needsOwnDisplay } from './setup/system.mjs';
import { ensure } from './setup.mjs';

const smokeLimitMs = 120_000;
const graceMs = 10_000;

const help = `npm start                       central with a demo team, and a desk
npm start -- --profile NAME     a further desk beside the first, with a data folder of its own
npm start -- --server URL       a desk for that central; no demo
npm start -- --smoke SHOT.png   sign in as a demo agent, save a screenshot, print one JSON line, end`;

function readOptions(args) {
  const options = { profile: 'string', server: 'string', smoke: 'string', help: 'boolean' };
  try {
    const types = Object.entries(options).map(([name, type]) => [name, { type }]);
    const { values } = parseArgs({ args, options: Object.fromEntries(types) });
    if (values.profile !== undefined && !/^[\w-]{1,40}$/.test(values.profile)) {
      throw new Error('A profile name has 1 to 40 letters, digits, "-" or "_"');
    }
    if (values.smoke !== undefined && values.server) throw new Error('--smoke uses the demo, not --server');
    return values;
  } catch (error) {
    throw new Problem(`${error.message}; "npm start -- --help" shows what there is.`);
  }
}

function describe(electron) {
  const origin = electron.source === 'current' ? 'current' : 'from the registry';
  say(`Electron ${electron.version} (${origin}), Chromium ${electron.chrome}, Node ${electron.node}`);
  if (isRoot) say("Running as root: Chromium's sandbox is off (--no-sandbox)");
}

function describeDemo({ url, accounts = [], cases }, reused) {
  say(
    `Central ${url}${reused ? ' (already running, with the accounts that it named when it started)' : `, ${cases} demo cases`}`,
  );
  for (const { account, password, role, name } of accounts) {
    say(`  ${account.padEnd(12)} ${password.padEnd(14)} ${role.padEnd(6)} ${name}`);
  }
}

/** What the app needs to prove itself: where the picture goes and who signs in. */
function smokeEnv(picture, accounts) {
  const agent = accounts.find(({ role }) => role === 'agent');
  return {
    CALLBACK_DESK_SMOKE: resolve(process.env.INIT_CWD ?? '', picture),
    CALLBACK_DESK_SMOKE_ACCOUNT: agent.account,
    CALLBACK_DESK_SMOKE_PASSWORD: agent.password,
  };
}

/**
 * The desk's data folder: beside the demo's, fresh for a smoke run, the app's own choice for a real central.
 */
async function userDataFolder({ smoke, server, profile }, onEnd) {
  if (server) return undefined;
  if (smoke) {
    const folder = mkdtempSync(join(tmpdir(), 'callback-desk-smoke-'));
    onEnd(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }
  const folder = join(await demoFolder(), 'desks', profile ?? 'first');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function startAll(options, prepared, onEnd) {
  const { electron, env } = prepared;
  describe(electron);
  checkSandbox(electron);

  let demo;
  if (!options.server) {
    // A smoke run needs the accounts, which only the process that serves them names; both serve the same
    // data.
    const running = options.smoke === undefined ? await runningDemo() : undefined;
    demo = running ?? (await withProgress('central with the demo team', () => startDemo(env)));
    if (!running) onEnd(demo.stop);
    describeDemo(demo, Boolean(running));
  }
  const smoke = options.smoke === undefined ? {} : smokeEnv(options.smoke, demo.accounts);
  const userData = await userDataFolder(options, onEnd);

  let display = {};
  if (needsOwnDisplay()) {
    display = await startDisplay({ untilUnused: true });
    onEnd(display.stop);
    say(`No display here: the window opens on a virtual one (Xvfb ${display.name})`);
  }
  const args = deskArguments({ userData, profile: options.profile, server: demo?.url ?? options.server });
  return startDesk(electron, args, { ...env, ...display.env, ...smoke });
}

/** Ends the desk on Ctrl-C; one that takes longer than ten seconds, or a second Ctrl-C, ends it at once. */
function stopOnSignals(desk) {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      desk.child.kill(asked ? 'SIGKILL' : 'SIGTERM');
      if (!asked) setTimeout(() => desk.child.kill('SIGKILL'), graceMs).unref();
      asked = true;
    });
  }
  return () => asked;
}

await runMain(async (args) => {
  const options = readOptions(args);
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const prepared = await ensure(options.server ? ['desk', 'build'] : ['desk', 'postgres', 'build']);
  const endings = [];
  const onEnd = (ending) => endings.unshift(ending);
  let result;
  try {
    const desk = await startAll(options, prepared, onEnd);
    const stopped = stopOnSignals(desk);
    let late = false;
    const limit = setTimeout(
      () => {
        late = true;
        desk.child.kill('SIGKILL');
      },
      options.smoke === undefined ? 2 ** 31 - 1 : smokeLimitMs,
    );
    result = await desk.ended;
    clearTimeout(limit);
    if (late) say(`The desk was not ready within ${smokeLimitMs / 1000} s and was ended`);
    if (result.code !== 0 && !stopped()) {
      say(`The desk ended with ${result.signal ?? `exit code ${result.code}`}`);
      for (const line of result.noise) say(`  ${line}`);
    }
    if (stopped()) result.code = 0;
  } finally {
    for (const ending of endings) await ending();
  }
  if (options.smoke !== undefined && result.code === 0 && !result.lastJson) {
    throw new Problem('The desk ended without saying that it is ready.');
  }
  if (result.lastJson && result.code === 0) process.stdout.write(`${result.lastJson}\n`);
  return result.code;
});
