import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shortHash } from './locations.mjs';

/** Where the lock listens. A socket, because the system frees it however its holder ends. */
function lockAddress(name) {
  const id = `callback-desk-${process.getuid?.() ?? ''}-${shortHash(name)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${id}`;
  if (process.platform === 'linux') return `\0${id}`;
  return join(tmpdir(), `${id}.sock`);
}

/** Resolves to a function that frees the lock, or to undefined when somebody else holds it. */
function tryListen(address) {
  return new Promise((resolve, reject) => {
    const waiters = new Set();
    const server = createServer((socket) => {
      waiters.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => waiters.delete(socket));
    });
    server.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () =>
      resolve(() => {
        server.close();
        for (const socket of waiters) socket.destroy();
      }),
    );
  });
}

/** Resolves when the present holder of the lock is gone. */
function holderGone(address) {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.resume();
    socket.on('error', (error) => {
      // Only a socket with a file name (macOS) can be left behind by a holder that was killed.
      if (error.code === 'ECONNREFUSED' && !address.startsWith('\0')) {
        rmSync(address, { force: true });
      }
    });
    socket.on('close', resolve);
  });
}

/** Runs `work` while no other process of this user holds the lock of this name; waits for it otherwise. */
export async function withLock(name, work, onWait) {
  const address = lockAddress(name);
  let release = await tryListen(address);
  if (!release) onWait?.();
  while (!release) {
    await holderGone(address);
    release = await tryListen(address);
  }
  try {
    return await work();
  } finally {
    release();
  }
}
