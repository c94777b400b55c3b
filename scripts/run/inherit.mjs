import { spawn } from 'node:child_process';

/**
 * Runs a program of Node with this terminal and resolves to its exit code. A signal to us alone (a service
 * manager's SIGTERM, say) is passed on; Ctrl-C reaches the program by itself.
 */
export function runInherited(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code ?? 1);
    });
  });
}
