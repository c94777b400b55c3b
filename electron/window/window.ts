import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Settings } from '../../shared/ipc/view.ts';
import { readBounds, rememberBounds } from './bounds.ts';
import { PAGE_ORIGIN } from './page-files.ts';

const SMALLEST = { minWidth: 1120, minHeight: 680 };
const FIRST_SIZE = { width: 1280, height: 800 };
/** What shows before the page has painted, so that nothing flashes. */
const BACKGROUND = { light: '#f6f7f8', dark: '#16181b' };

interface WindowOptions {
  preload: string;
  /** Shown by window managers that do not take it from the program itself (Linux). */
  icon: string;
  /** Where the window's place is remembered. */
  folder: string;
  theme: Settings['theme'];
  developer: boolean;
}

/** Makes the one window of the console; it shows itself when its first frame is painted. */
export function createWindow({ preload, icon, folder, theme, developer }: WindowOptions): BrowserWindow {
  nativeTheme.themeSource = theme;
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const stored = readBounds(folder, screens);
  const window = new BrowserWindow({
    ...(stored ? { x: stored.x, y: stored.y, width: stored.width, height: stored.height } : FIRST_SIZE),
    ...SMALLEST,
    show: false,
    icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: developer,
      enableWebSQL: false,
      navigateOnDragDrop: false,
    },
  });
  rememberBounds(folder, window);
  if (stored?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${PAGE_ORIGIN}/index.html`);
  return window;
}
