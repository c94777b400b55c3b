import { central } from './central.mjs';
import { electron } from './electron.mjs';
import { shared } from './shared.mjs';

/**
 * Bugs that the simulation must find: each takes the place of text that stands exactly once in a file of the
 * product. `[name, file, text, bug]`.
 */
export const mutants = [...central, ...electron, ...shared];
