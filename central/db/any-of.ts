import { type RawBuilder, sql } from 'kysely';

/** Any of these values, as one parameter however many they are: a statement has room for 65,535. */
export function anyOf(type: 'uuid' | 'text', values: Iterable<string>): RawBuilder<string> {
  return sql<string>`any(${[...new Set(values)]}::${sql.raw(type)}[])`;
}
