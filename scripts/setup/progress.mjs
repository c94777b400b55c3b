const out = process.stderr;

/** Seconds since `start` (milliseconds of `performance.now()`), with one decimal. */
function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** Writes a line of the set-up to stderr, so that stdout stays the command's own. */
export function say(line) {
  out.write(`${line}\n`);
}

/**
 * Runs one step of the set-up under a visible line: its title, a percentage where `work` reports one through
 * `percent(fraction)`, and the seconds that it took. On a terminal the line is rewritten in place, elsewhere
 * every further fifth gets its own line.
 */
export async function withProgress(title, work) {
  const start = performance.now();
  const label = `set-up: ${title}`;
  let shown = 0;
  out.write(out.isTTY ? `${label} …` : `${label} …\n`);

  const percent = (fraction) => {
    const now = Math.min(100, Math.floor(fraction * 100));
    if (now < shown + (out.isTTY ? 1 : 20)) return;
    shown = now;
    out.write(out.isTTY ? `\r${label} … ${now} %` : `${label} … ${now} %\n`);
  };

  try {
    const result = await work(percent);
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${label}: done (${secondsSince(start)})\n`);
    return result;
  } catch (error) {
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${label}: stopped after ${secondsSince(start)}\n`);
    throw error;
  }
}
