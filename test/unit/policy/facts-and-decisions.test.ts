import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAGE, tableOf } from '../support/facts-and-decisions.ts';

const page = readFileSync(PAGE, 'utf8');

describe.each(['spam_report', 'real_name'] as const)('what was told and then decided about a %s', (kind) => {
  it('holds as the page says, whether its maker knew it or not', () => {
    const [, rest = ''] = page.split(`<!-- ${kind}:begin -->\n\n`);
    const [written] = rest.split(`\n\n<!-- ${kind}:end -->`);
    expect(written?.split('\n')).toEqual(tableOf(kind).split('\n'));
  });
});
