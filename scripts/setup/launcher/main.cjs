// The runtime from the registry has no default app; this one opens the app folder that the command line
// names.
const { app } = require('electron');
const { readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (folder === undefined) {
  process.stderr.write('usage: electron APP-FOLDER\n');
  app.exit(2);
} else {
  const home = resolve(folder);
  const about = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  app.setName(about.productName ?? about.name);
  app.setVersion(about.version);
  app.setAppPath(home);
  // At once and not through import(): the app must run before Electron is ready, to declare its page scheme.
  require(join(home, about.main));
}
