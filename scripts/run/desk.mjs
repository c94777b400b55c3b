import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isRoot, root } from '../setup/locations.mjs';
import { Problem } from '../setup/problem.mjs';

// What Chromium logs about missing desktop services is noise on a server; the last of it is shown after a
// failure.
const chromiumLog = /^\[\d+:\d{4}\/\d{6}\.\d+:(INFO|WARNING|ERROR):/;

function kernelSays(file, value) {
  try {
    return readFileSync(`/proc/sys/kernel/${file}`, 'utf8').trim() === value;
  } catch {
    return false;
  }
}

/** Stops with a remedy where Linux would refuse Chromium's sandbox to this user. */
export function checkSandbox(electron) {
  if (process.platform !== 'linux' || isRoot) return;
  const restricted =
    kernelSays('apparmor_restrict_unprivileged_userns', '1') || kernelSays('unprivileged_userns_clone', '0');
  if (!restricted) return;
  const helper = join(electron.folder, 'chrome-sandbox');
  const { uid, mode } = statSync(helper);
  if (uid === 0 && mode & 0o4000) return;
  throw new Problem(
    `This system allows Chromium's sandbox only through a helper of root: run  sudo sh -c 'chown root:root "${helper}" && chmod 4755 "${helper}"'  and then the same command again.`,
  );
}

/** The switches that every desk started from the checkout gets. As root Chromium refuses its sandbox. */
export function deskArguments({ userData, profile, server }) {
  return [
    root,
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(userData ? [`--user-data-dir=${userData}`] : []),
    ...(profile ? [`--profile=${profile}`] : []),
    ...(server ? [`--server=${server}`] : []),
  ];
}

/**
 * Starts a desk. Resolves to `{ child, ended }`; `ended` gives `{ code, lastJson, noise }`: the exit code,
 * the last JSON line of its stdout (held back, for the caller to print) and the last of Chromium's own log.
 */
export function startDesk(electron, args, env) {
  const child = spawn(electron.path, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let lastJson;
  let noise = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"ready"')) lastJson = line;
    else process.stdout.write(`${line}\n`);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (chromiumLog.test(line)) noise = [...noise, line].slice(-20);
    else if (line) process.stderr.write(`${line}\n`);
  });
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, noise: [error.message] }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, lastJson, noise }));
  });
  return { child, ended };
}
