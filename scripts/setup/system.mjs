import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lastWords, run } from './command.mjs';
import { findProgram } from './files.mjs';
import { isRoot } from './locations.mjs';
import { Problem } from './problem.mjs';
import { say } from './progress.mjs';

const libraryFolders = {
  x64: '/usr/lib/x86_64-linux-gnu',
  arm64: '/usr/lib/aarch64-linux-gnu',
  arm: '/usr/lib/arm-linux-gnueabihf',
};

/**
 * What Electron loads on Linux: the library, its Debian 12 package, and the package since Debian 13 / Ubuntu
 * 24.04.
 */
const libraries = [
  { file: 'libgtk-3.so.0', apt: 'libgtk-3-0', aptT64: 'libgtk-3-0t64' },
  { file: 'libnss3.so', apt: 'libnss3', aptT64: 'libnss3' },
  { file: 'libasound.so.2', apt: 'libasound2', aptT64: 'libasound2t64' },
  { file: 'libgbm.so.1', apt: 'libgbm1', aptT64: 'libgbm1' },
];

const chineseFont = /cjk|wqy|wenquan|droidsansfallback|sourcehan|notosanssc|uming|ukai|unifont|simsun|msyh/i;

function hasLibrary(file) {
  const folders = [libraryFolders[process.arch], '/usr/lib64', '/usr/lib', '/lib64', '/lib'];
  return folders.some((folder) => folder && existsSync(join(folder, file)));
}

function hasChineseFont(folder) {
  let entries = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return false;
  }
  return entries.some(
    (entry) =>
      chineseFont.test(entry.name) || (entry.isDirectory() && hasChineseFont(join(folder, entry.name))),
  );
}

/** True where no window can be shown without a display of our own. */
export function needsOwnDisplay() {
  return process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** `{ name, apt, newNames }` of this Linux; `apt` when apt-get installs its packages. */
function distribution() {
  let text = '';
  try {
    text = readFileSync('/etc/os-release', 'utf8');
  } catch {}
  const field = (name) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const version = Number.parseFloat(field('VERSION_ID'));
  const id = field('ID');
  return {
    apt: Boolean(findProgram('apt-get')),
    newNames: (id === 'debian' && !(version < 13)) || (id === 'ubuntu' && version >= 24.04),
  };
}

/**
 * The Debian packages that a desk still lacks here: `{ required, wanted }`; `wanted` are only for good looks.
 */
function missingPackages() {
  if (process.platform !== 'linux') return { required: [], wanted: [] };
  const { newNames } = distribution();
  const required = libraries
    .filter(({ file }) => !hasLibrary(file))
    .map(({ apt, aptT64 }) => (newNames ? aptT64 : apt));
  if (needsOwnDisplay() && !findProgram('Xvfb')) required.push('xvfb');
  const fontFolders = [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(homedir(), '.fonts'),
    join(homedir(), '.local', 'share', 'fonts'),
  ];
  const wanted = fontFolders.some(hasChineseFont) ? [] : ['fonts-wqy-microhei'];
  return { required, wanted };
}

function aptCommand(packages) {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/**
 * Installs Debian packages as root, with apt's own percentage; a `Problem` names the command for anybody
 * else.
 */
export async function installPackages(packages, purpose, percent) {
  const list = packages.join(' ');
  if (!distribution().apt) {
    throw new Problem(
      `${purpose} needs what Debian calls ${list}: install the packages of your system that hold them, then run the same command again.`,
    );
  }
  if (!isRoot) {
    throw new Problem(
      `${purpose} needs packages that only an administrator can install: run  sudo sh -c '${aptCommand(packages)}'  and then the same command again.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const update = await run('apt-get', ['update', '-q'], { env });
  const install = await run(
    'apt-get',
    [
      'install',
      '-y',
      '-q',
      '--no-install-recommends',
      '-o=APT::Status-Fd=3',
      '-o=DPkg::Lock::Timeout=600',
      ...packages,
    ],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      onSpawn: (child) =>
        child.stdio[3].setEncoding('utf8').on('data', (text) => {
          const [, kind, share] = /(dl|pm)status:[^:\n]*:([\d.]+)/.exec(text) ?? [];
          if (kind) percent(Number(share) / 200 + (kind === 'pm' ? 0.5 : 0));
        }),
    },
  );
  if (install.code !== 0) {
    const reason = lastWords(update.code === 0 ? install.output : update.output);
    throw new Problem(
      `The system packages ${list} could not be installed (${reason}): check that apt-get reaches its mirror, or run  ${aptCommand(packages)}  yourself.`,
    );
  }
}

/** True when everything that a desk's window needs is installed. */
export function ready() {
  const { required, wanted } = missingPackages();
  if (required.length > 0) return undefined;
  if (wanted.length > 0 && isRoot && distribution().apt) return undefined;
  if (wanted.length > 0) {
    say(`set-up: no Chinese font found; for readable text install ${wanted.join(' ')}`);
  }
  return true;
}

/** Installs what a desk's window needs on this system. */
export async function make(percent) {
  const { required, wanted } = missingPackages();
  await installPackages([...required, ...wanted], 'The window', percent);
  return true;
}
