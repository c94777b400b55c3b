import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { readJson } from '../setup/files.mjs';
import { root } from '../setup/locations.mjs';
import { Problem } from '../setup/problem.mjs';

const dist = join(root, 'dist', 'central');
const readyWithinMs = 120_000;

/** Where the demo keeps its data, as central itself decides it. */
export async function demoFolder() {
  const { demoFolder: decide } = await import(pathToFileURL(join(dist, 'data-folder.mjs')).href);
  return decide(process.env);
}

async function healthy(url) {
  try {
    return (await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** The demo central that another start already runs (`{ url, accounts, cases }`), or undefined. */
export async function runningDemo() {
  const found = readJson(join(await demoFolder(), 'central.json'));
  return found?.url && (await healthy(found.url)) ? found : undefined;
}

/**
 * Starts central with the demo team. Resolves when it serves to `{ url, accounts, cases, stop, ended }`. Its
 * standard input is a pipe: it ends with this process even when that is killed.
 */
export function startDemo(env) {
  const child = spawn(process.execPath, [join(dist, 'cli.mjs'), 'demo', '--json-ready'], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    child.stdin.end();
    child.kill();
    await ended;
  };

  return new Promise((resolve, reject) => {
    let words = '';
    const fail = (reason) => reject(new Problem(`Central did not start (${reason}).`));
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`nothing within ${readyWithinMs / 1000} s`);
    }, readyWithinMs);
    child.stderr.setEncoding('utf8').on('data', (text) => {
      process.stderr.write(text);
      words = (words + text).slice(-1000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      clearTimeout(limit);
      resolve({ ...JSON.parse(line), stop, ended });
    });
    child.on('error', (error) => fail(error.message));
    child.on('close', (code) => {
      clearTimeout(limit);
      fail(words.trim().split('\n').at(-1) || `exit code ${code}`);
    });
  });
}
