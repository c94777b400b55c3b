/** Something that a person can mend: its message is one sentence that names the remedy. */
export class Problem extends Error {}

/**
 * Runs the main function of a script. A `Problem` is printed as its sentence, anything else with its stack;
 * both end the process with code 1. A number that `main` returns is the exit code.
 */
export async function runMain(main) {
  try {
    const code = await main(process.argv.slice(2));
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    process.exitCode = 1;
    const text = error instanceof Problem ? error.message : (error?.stack ?? String(error));
    process.stderr.write(`${text}\n`);
  }
}
