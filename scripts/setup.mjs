import { cacheFolder, root } from './setup/locations.mjs';
import { withLock } from './setup/lock.mjs';
import { Problem } from './setup/problem.mjs';
import { say, withProgress } from './setup/progress.mjs';

const leastNode = [20, 19];

/**
 * The steps in their order. Each module has `ready()` (cheap; the step's result, or undefined) and
 * `make(percent)`. `lock` names what two set-ups at once must not touch together.
 */
const steps = {
  dependencies: { title: 'packages', lock: root },
  system: { title: 'system libraries', lock: cacheFolder() },
  electron: { title: 'Electron', lock: cacheFolder() },
  sqlite: { title: 'SQLite for this runtime, once', lock: cacheFolder() },
  postgres: { title: 'PostgreSQL', lock: cacheFolder() },
  build: { title: 'build', lock: root },
};

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
    throw new Problem(
      `This is Node ${process.versions.node}, but 20.19 or newer is needed: install it from nodejs.org or your system's packages.`,
    );
  }
}

/** Brings one step up to date, under its lock if there is anything to do. */
async function settle(name) {
  const { title, lock } = steps[name];
  const step = await import(`./setup/${name}.mjs`);
  return (
    step.ready() ??
    (await withLock(
      lock,
      () => step.ready() ?? withProgress(title, step.make),
      () => say(`set-up: ${title}: waiting for another set-up to finish`),
    ))
  );
}

/** True when one of the runtimes that will open databases cannot load the packaged SQLite addon. */
async function needsOwnSqlite(parts, electron) {
  const { needsOwnBuild } = await import('./setup/sqlite.mjs');
  return (
    (electron && needsOwnBuild(electron.napi)) ||
    (parts.includes('nodeSqlite') && needsOwnBuild(Number(process.versions.napi)))
  );
}

/**
 * Makes everything ready that the named parts need, and is quick when nothing is to do:
 * `desk` (system libraries, Electron, SQLite for it), `nodeSqlite` (SQLite for this Node), `postgres`,
 * `build`; the npm packages always. Resolves to `{ electron, sqliteBinding, postgresBin, env }`; `env` hands
 * the paths to child processes. Throws a `Problem` that names the remedy.
 */
export async function ensure(parts) {
  checkNode();
  await settle('dependencies');
  let electron;
  if (parts.includes('desk')) {
    await settle('system');
    electron = await settle('electron');
  }
  const sqliteBinding = (await needsOwnSqlite(parts, electron)) ? await settle('sqlite') : undefined;
  const postgresBin = parts.includes('postgres') ? await settle('postgres') : undefined;
  if (parts.includes('build')) await settle('build');

  const env = { ...process.env };
  if (electron) env.CALLBACK_DESK_ELECTRON_PATH = electron.path;
  if (sqliteBinding) env.CALLBACK_DESK_SQLITE_BINDING = sqliteBinding;
  if (postgresBin) env.CALLBACK_DESK_POSTGRES_BIN = postgresBin;
  return { electron, sqliteBinding, postgresBin, env };
}
