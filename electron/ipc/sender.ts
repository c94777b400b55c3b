import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { isOwnPage } from '../window/guard.ts';

/** Only the main frame of a page of ours, in a window that main itself made, may call. */
export function isTrusted(event: IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (!window || window.isDestroyed() || event.sender !== window.webContents) return false;
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isOwnPage(frame.url);
}
