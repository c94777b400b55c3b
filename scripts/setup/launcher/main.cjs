// The runtime from the registry has no default app; this one opens the app folder that the command line names.
// It loads the program at once, not in a promise: what must happen before the app is ready would come too late there.
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');

function launch() {
  const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
  if (!folder) throw new Error('usage: electron APP-FOLDER');

  const home = resolve(folder);
  const description = join(home, 'package.json');
  const about = existsSync(description) ? JSON.parse(readFileSync(description, 'utf8')) : {};
  if (about.productName ?? about.name) app.setName(about.productName ?? about.name);
  if (about.version) app.setVersion(about.version);
  app.setAppPath(home);

  createRequire(description)(about.main ? join(home, about.main) : home);
}

try {
  launch();
} catch (error) {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
}
