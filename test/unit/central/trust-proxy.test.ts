import { expect, test } from 'vitest';
import { trustedProxies } from '../../../central/cli/trust-proxy.ts';

test.each([
  ['1', 1],
  ['10', 10],
  ['127.0.0.1', ['127.0.0.1']],
  ['10.0.0.0/8, fd00::/8', ['10.0.0.0/8', 'fd00::/8']],
])('%s says whose word is believed', (text, meant) => {
  expect(trustedProxies(text)).toEqual(meant);
});

test.each(['0', '11', '', 'true', 'nginx', '0.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.1,'])(
  '%s is refused',
  (text) => {
    expect(() => trustedProxies(text)).toThrow(/proxies/);
  },
);
