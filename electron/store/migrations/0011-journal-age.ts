import type { Migration } from '../migrate.ts';

/** When this machine's clock says that work went to the journal: central's alone may be weeks ahead. */
export const journalAge: Migration = {
  version: 11,
  up(connection) {
    connection.exec('ALTER TABLE journal ADD COLUMN retired_here INTEGER');
  },
};
