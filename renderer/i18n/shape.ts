/**
 * The same keys with any texts: what a second language has to satisfy, so that a missing key fails the
 * compile.
 */
export type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : Shape<T[K]> };
