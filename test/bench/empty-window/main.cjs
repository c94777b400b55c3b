// The reference of the benchmarks: the least program that shows a window, with the same safety settings as
// the console.
const { app, BrowserWindow } = require('electron');

// As root Chromium has no sandbox; demanding one all the same restarts its helpers forever.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: { contextIsolation: true, nodeIntegration: false, sandbox: true },
  });
  window.once('ready-to-show', () => {
    window.show();
    const ms = Math.round(Date.now() - process.getCreationTime());
    process.stdout.write(`${JSON.stringify({ msToWindow: ms })}\n`, () => {
      if (process.env.EMPTY_WINDOW_STAYS !== '1') app.exit(0);
    });
  });
  window.loadURL('data:text/html,<title>empty</title>');
});
