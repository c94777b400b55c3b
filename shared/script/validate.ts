import type { DispositionSet } from '../case/disposition.ts';
import type { ScriptFault } from './fault.ts';
import type { Script } from './graph.ts';
import { graphFaults } from './graph-faults.ts';
import { stepFaults } from './step-faults.ts';
import { textFaults } from './text-faults.ts';

/**
 * Everything that must not be in a script that people read from; empty: it may be published. Whoever follows
 * a script without faults comes to an end with a disposition from every step, whatever was answered before.
 */
export function validateScript(script: Script, dispositions: DispositionSet): ScriptFault[] {
  return [...graphFaults(script), ...textFaults(script), ...stepFaults(script, dispositions)];
}
