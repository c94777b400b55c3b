import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from './files.mjs';

/**
 * Runs a program without input and resolves to `{ code, output }` (the last `keep` characters of stdout and
 * stderr). `onSpawn(child)` sees the process; `onData(text)` sees stdout; a program that cannot start gives
 * code 127.
 */
export function run(program, args, { onSpawn, onData, stdio, keep = 4_000, ...options } = {}) {
  return new Promise((resolve) => {
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-keep);
    };
    const child = spawn(program, args, {
      stdio: stdio ?? ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...options,
    });
    child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      collect(chunk);
      onData?.(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
    onSpawn?.(child);
  });
}

/** npm's own script, so that it runs with this Node and without a shell on every system. */
function npmScript() {
  const bin = dirname(process.execPath);
  const onPath = findProgram('npm');
  const candidates = [
    process.env.npm_execpath,
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    onPath && realpathSync(onPath),
  ];
  return candidates.find((file) => file?.endsWith('npm-cli.js') && existsSync(file));
}

/**
 * Runs npm in a folder with the user's own configuration (registry, proxy, certificates). What an outer
 * `npm start` says about *its* project is left out.
 */
export function runNpm(folder, args, options = {}) {
  const env = { ...process.env, ...options.env };
  for (const name of Object.keys(env)) {
    if (/^npm_config_(local_prefix|prefix|workspaces?|include_workspace_root)$/i.test(name)) {
      delete env[name];
    }
  }
  // Without a network npm would otherwise be silent for over a minute between its attempts.
  const patience = '--fetch-retry-maxtimeout=15000';
  const quiet = [...args, '--loglevel=error', '--no-progress', '--no-audit', '--no-fund', patience];
  const script = npmScript();
  return script
    ? run(process.execPath, [script, ...quiet], { ...options, cwd: folder, env })
    : run('npm', quiet, { ...options, cwd: folder, env, shell: process.platform === 'win32' });
}

// npm frames its reason with lines that say nothing to a person.
const frame =
  /^(npm (error|ERR!)\s*)?((code|errno|syscall|path|command|signal|cwd|gyp info)\b|A complete log|at |$)/;

/** The line of an output that tells most about a failure, for a sentence. */
export function lastWords(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !frame.test(line));
  const words = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no message';
  return words.replace(/^npm (error|ERR!) /, '').replace(/^\w*Error: /, '');
}

/** Calls `watch` four times a second while `work` runs. */
export async function whileWatching(watch, work) {
  const timer = setInterval(watch, 250);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
