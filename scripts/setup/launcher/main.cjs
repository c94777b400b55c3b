// The runtime from the registry has no default app; this one opens the app folder that the command line names.
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

async function launch() {
  const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
  if (!folder) throw new Error('usage: electron APP-FOLDER');

  const home = resolve(folder);
  const description = join(home, 'package.json');
  const about = existsSync(description) ? JSON.parse(readFileSync(description, 'utf8')) : {};
  if (about.productName ?? about.name) app.setName(about.productName ?? about.name);
  if (about.version) app.setVersion(about.version);
  app.setAppPath(home);

  const entry = createRequire(description).resolve(about.main ? join(home, about.main) : home);
  await import(pathToFileURL(entry).href);
}

launch().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
});
