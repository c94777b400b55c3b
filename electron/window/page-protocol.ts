import { protocol, type Session } from 'electron';
import { servePage } from './page-files.ts';

/**
 * Must run before the app is ready. `codeCache`: without it a scheme of our own compiles every script at
 * every start.
 */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page from `root`. */
export function servePages(session: Session, root: string): void {
  session.protocol.handle('app', (request) => servePage(root, request));
}
