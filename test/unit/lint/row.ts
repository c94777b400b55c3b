/**
 * A snippet, the place where it breaks a rule and the place where it belongs (null: nowhere).
 * Where two rules object, their names stand together as `a + b`, in the order of the alphabet.
 * A place that ends in / is a folder, in which each row gets a file of its own.
 */
export type Row = readonly [rule: string, forbiddenIn: string, allowedIn: string | null, source: string];
