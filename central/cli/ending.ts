/**
 * Resolves when the person or the system asks the program to end; with `stdin`, also when that pipe closes.
 */
export function askedToEnd(options: { stdin: boolean } = { stdin: false }): Promise<void> {
  return new Promise((done) => {
    process.once('SIGINT', () => done());
    process.once('SIGTERM', () => done());
    process.once('SIGHUP', () => done());
    if (!options.stdin || process.stdin.isTTY) return;
    process.stdin.once('end', () => done());
    process.stdin.once('close', () => done());
    process.stdin.resume();
  });
}
