import { join } from 'node:path';
import type { BrowserWindow, Rectangle } from 'electron';
import { z } from 'zod';
import { readJson, writeFileAtomic } from '../files.ts';

const Stored = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximized: z.boolean(),
});
export type StoredBounds = z.infer<typeof Stored>;

/** Where the window was, unless the screen that it was on is gone. */
export function readBounds(folder: string, screens: readonly Rectangle[]): StoredBounds | null {
  const stored = Stored.safeParse(readJson(join(folder, 'window.json'))).data;
  if (!stored) return null;
  const seen = screens.some(
    (screen) =>
      stored.x < screen.x + screen.width - 100 &&
      stored.x + stored.width > screen.x + 100 &&
      stored.y >= screen.y - 20 &&
      stored.y < screen.y + screen.height - 100,
  );
  return seen ? stored : null;
}

export function rememberBounds(folder: string, window: BrowserWindow): void {
  window.on('close', () => {
    try {
      const bounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
      writeFileAtomic(join(folder, 'window.json'), JSON.stringify(bounds));
    } catch {
      // Losing the place of a window must not keep it from closing.
    }
  });
}
