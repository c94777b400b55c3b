/** What can be wrong with a script. */
export const SCRIPT_FAULT_CODES = [
  'duplicate_id',
  /** Two choices of a question with one id, or with one label in a language. */
  'duplicate_choice',
  /** A branch that names one value twice. */
  'duplicate_value',
  'unknown_next',
  'unreachable',
  /** From here no end can be reached for certain. */
  'dead_end',
  /** Branches that lead to each other without a step between them. */
  'branch_loop',
  /** An end can be reached without a suggested disposition. */
  'no_disposition',
  'unknown_variable',
  /** A branch on the answer to a step that asks nothing, or is not there. */
  'unknown_question',
  /** A branch on an answer that can never have been given before it. */
  'answer_too_late',
  /** A branch on a value that no choice, and no case, can have. */
  'unknown_value',
  /** An open question whose input does not fit the field that it fills. */
  'wrong_input',
  'broken_template',
  'unknown_disposition',
  'missing_language',
] as const;
export type ScriptFaultCode = (typeof SCRIPT_FAULT_CODES)[number];

/** A fault and where it is: the id of a step or objection, `start`, `title` or `guards`. */
export interface ScriptFault {
  code: ScriptFaultCode;
  step: string;
}
