// Holds the program back before it is ready until Playwright is attached. Playwright loads the same file by
// itself only into an Electron that it chooses; with one that is named to it, it attaches while windows open,
// and now and then waits for ever for something that has passed (playwright issue 9351). The folder of the
// program is the next word of the command line.
const { dirname, join } = require('node:path');

require('../../../../scripts/run/shifted-clock.cjs');

const playwright = dirname(require.resolve('playwright-core/package.json'));
require(join(playwright, 'lib', 'server', 'electron', 'loader.js'));
process.argv.splice(process.argv.indexOf(__dirname), 1);
require('../../../../scripts/setup/launcher/main.cjs');
