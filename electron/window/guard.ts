import { app, type Session, type WebContents } from 'electron';
import { PAGE_ORIGIN } from './page-files.ts';

/** Whether an address is a page of ours. Parsed, never compared as text. */
export function isOwnPage(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === 'app:' && `${url.protocol}//${url.host}` === PAGE_ORIGIN;
  } catch {
    return false;
  }
}

/** Closes every way by which page content could reach the network, the disk, a device or another page. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed =
      isOwnPage(details.url) ||
      details.url.startsWith('devtools://') ||
      details.url.startsWith('data:image/');
    answer({ cancel: !allowed });
  });
}

/** The same for every page, whoever makes it. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}
