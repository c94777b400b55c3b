import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../setup/problem.mjs';

/**
 * An Xauthority file with one random cookie for any display, so that no other account can look at the screen.
 */
function writeCookie(file) {
  const field = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
  const anyDisplay = Buffer.from([0xff, 0xff]);
  const nothing = Buffer.alloc(0);
  const entry = [nothing, nothing, Buffer.from('MIT-MAGIC-COOKIE-1'), randomBytes(16)].map(field);
  writeFileSync(file, Buffer.concat([anyDisplay, ...entry]), { mode: 0o600 });
}

/**
 * Starts a virtual display (Xvfb). Resolves to `{ name, env, stop }`; `env` brings programs onto it.
 * With `untilUnused` it ends by itself after its last program.
 */
export function startDisplay({ untilUnused = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'callback-desk-display-'));
  const cookie = join(folder, 'cookie');
  writeCookie(cookie);
  const screen = ['-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-auth', cookie];
  const child = spawn('Xvfb', ['-displayfd', '3', ...screen, ...(untilUnused ? ['-terminate'] : [])], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Ctrl-C in the terminal must end the programs before their display.
    detached: true,
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  process.on('exit', () => child.kill());
  const stop = async () => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };

  return new Promise((resolve, reject) => {
    let said = '';
    let number = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-500);
    });
    child.stdio[3].setEncoding('utf8').on('data', (text) => {
      number += text;
      if (!number.endsWith('\n')) return;
      const name = `:${number.trim()}`;
      resolve({ name, env: { DISPLAY: name, XAUTHORITY: cookie }, stop });
    });
    const fail = (reason) => {
      rmSync(folder, { recursive: true, force: true });
      reject(
        new Problem(
          `The virtual display did not start (${reason}): set DISPLAY to a display, or reinstall xvfb.`,
        ),
      );
    };
    child.on('error', (error) => fail(error.message));
    child.on('exit', () => fail(said.trim().split('\n').at(-1)));
  });
}
