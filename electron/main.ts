import { join } from 'node:path';
import { app, type BrowserWindow, session as electronSession, nativeTheme } from 'electron';
import { systemIds } from './chance.ts';
import { systemClock, whenClockIsSet } from './clock.ts';
import { deviceOf } from './device.ts';
import { readCommandLine } from './environment.ts';
import { PageEvents } from './ipc/events.ts';
import { allHandlers } from './ipc/handlers.ts';
import { isTrusted } from './ipc/sender.ts';
import { serveChannels } from './ipc/wrapper.ts';
import { fileLog } from './log.ts';
import { QueueThread } from './queue/queue-thread.ts';
import { DeskFolders } from './session/desk-folder.ts';
import { Session } from './session/session.ts';
import { sealUnsent } from './session/unsent-file.ts';
import { SettingsFile } from './settings.ts';
import { readSmokeOrder, runSmoke } from './smoke.ts';
import { sqliteVersion } from './store/open.ts';
import { clientNet } from './sync/client-net.ts';
import { WriterClient } from './sync/writer-client.ts';
import { guardContents, guardSession } from './window/guard.ts';
import { setMenu } from './window/menu.ts';
import { dial } from './window/open-external.ts';
import { declarePageScheme, servePages } from './window/page-protocol.ts';
import { saveText } from './window/save-text.ts';
import { createWindow } from './window/window.ts';

const commandLine = readCommandLine(process.argv);
const developer = __TEST_HOOKS__ && !app.isPackaged;

function begin(): void {
  if (!__TEST_HOOKS__ && commandLine.remoteDebugging) {
    app.exit(1);
    return;
  }
  // Certificates are checked whatever the environment says; threads inherit this.
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.umask(0o077);
  // As root Chromium has no sandbox, and insisting on it would only keep its processes from starting.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  if (commandLine.profile !== null && !commandLine.hasDataFolder) {
    app.setPath('userData', join(app.getPath('userData'), 'profiles', commandLine.profile));
  }
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  declarePageScheme();
  guardContents();
  setMenu(developer);
  app.whenReady().then(compose, (error: unknown) => fail(error));
}

function compose(): void {
  const folder = app.getPath('userData');
  const built = join(app.getAppPath(), 'dist');
  const log = fileLog(join(folder, 'logs', 'desk.log'), systemClock);
  const settings = new SettingsFile(folder);
  const folders = new DeskFolders(join(folder, 'desks'));
  const device = deviceOf(folder, systemIds);
  let window: BrowserWindow | null = null;
  const events = new PageEvents(() => window);
  const session = new Session({
    folders,
    device,
    openWriter: (start, onEvent) => WriterClient.open(join(built, 'electron', 'worker.cjs'), start, onEvent),
    openQueue: (start, on) => new QueueThread(join(built, 'electron', 'queue.cjs'), start, on),
    clock: systemClock,
    log,
    netOf: clientNet,
    onDeskEvent(event) {
      if (event.event === 'cases') events.casesChanged(event.ids);
      if (event.event === 'library') events.libraryChanged();
      if (event.event === 'status') events.statusChanged(event.status);
    },
    onSession: (view, code) => events.sessionChanged({ session: view, code }),
  });
  const sqlite = sqliteVersion();
  serveChannels({
    log,
    trusts: (event) => isTrusted(event, window),
    role: () => session.desk?.user.role ?? null,
    handlers: allHandlers({
      session,
      settings,
      clock: systemClock,
      knownDesks: () => folders.known(),
      sealUnsent(server, account) {
        const desk = folders.find(server, account);
        return desk && sealUnsent(desk, device.id);
      },
      showTheme: (theme) => {
        nativeTheme.themeSource = theme;
      },
      dial,
      recentLog: (lines) => log.recent(lines),
      saveText: async (name, text) => window !== null && saveText(window, name, text),
      program: {
        version: app.getVersion(),
        electron: process.versions.electron,
        chromium: process.versions.chrome,
        sqlite,
        platform: process.platform,
        profile: commandLine.profile,
        server: commandLine.server,
        locale: app.getLocale(),
      },
    }),
  });

  guardSession(electronSession.defaultSession);
  servePages(electronSession.defaultSession, join(built, 'renderer'));
  whenClockIsSet(systemClock, () => {
    if (session.desk) events.statusChanged(session.desk.status);
  });
  window = createWindow({
    preload: join(built, 'electron', 'preload.cjs'),
    icon: join(built, 'electron', 'icon.png'),
    folder,
    theme: settings.read().theme,
    developer,
  });
  endWith(session);
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  log.write('started', { version: app.getVersion() });

  const smoke = readSmokeOrder(process.env, commandLine.server);
  if (smoke) void runSmoke(smoke, { window, session, sqlite, clock: systemClock });
}

/** The desk file is closed before the program ends. */
function endWith(session: Session): void {
  let closed = false;
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    session.close().finally(() => {
      closed = true;
      // Within the event that it has just refused, Electron forgets a second wish to quit.
      setImmediate(() => app.quit());
    });
  });
}

function fail(error: unknown): void {
  const code = error instanceof Error ? error.message : 'internal';
  process.stderr.write(`Callback Desk cannot start: ${code}\n`);
  app.exit(1);
}

begin();
