import { writeFile } from 'node:fs/promises';
import { type BrowserWindow, dialog } from 'electron';

/**
 * Asks where a text shall go and writes it there, readable by this user only. False: the person changed their
 * mind.
 */
export async function saveText(window: BrowserWindow, name: string, text: string): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
  if (canceled || filePath === '') return false;
  await writeFile(filePath, text, { mode: 0o600 });
  return true;
}
