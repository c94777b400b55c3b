import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unlock } from '../../../electron/session/unlock.ts';
import { sealUnsent } from '../../../electron/session/unsent-file.ts';
import { metaOf } from '../../../electron/store/meta.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import { trustedCertificates } from '../../../electron/sync/trust.ts';
import { result } from '../../support/calls.ts';
import { startCentral } from '../../support/central.ts';
import { certificate } from '../../support/certificates.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { complete, DEVICE_ID, sessionIn } from '../../support/session.ts';

const authority = certificate({ name: 'Company CA' });
const ours = certificate({ name: 'central', by: authority.issuer, address: '127.0.0.1' });
const body = { account: 'a', password: 'p', device: { id: DEVICE_ID, name: 'd' } };

let folder: ReturnType<typeof scratchFolder>;
let heard: number;
let stop: (() => Promise<void>) | null = null;

beforeEach(() => {
  folder = scratchFolder();
  heard = 0;
});
afterEach(async () => {
  await stop?.();
  stop = null;
  folder.remove();
});

/** Something that speaks TLS with a certificate and refuses every password. */
async function serve({ cert, key }: { cert: string; key: string }): Promise<string> {
  const server = createServer({ cert, key }, (_request, response) => {
    heard += 1;
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { code: 'wrong_credentials', params: {}, requestId: 'r' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function machine(config: object): string {
  const file = join(folder.path, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe('over TLS', () => {
  test('a central is believed by a CA that the configuration of the machine names', async () => {
    const caFile = join(folder.path, 'ca.pem');
    writeFileSync(caFile, authority.cert);
    const file = machine({ caFile });
    const net = clientNet(await serve(ours), () => trustedCertificates(file));
    await expect(net.signIn(body)).rejects.toMatchObject({ code: 'wrong_credentials' });
    expect(trustedCertificates(file)).toEqual(expect.arrayContaining([...tls.rootCertificates]));
  });

  test.each([
    ['of a CA that nobody knows', ours, []],
    ['that signs itself', certificate({ name: 'me', address: '127.0.0.1' }), [authority.cert]],
    [
      'for another address',
      certificate({ name: 'c', by: authority.issuer, address: '127.0.0.2' }),
      [authority.cert],
    ],
    [
      'that has expired',
      certificate({ name: 'c', by: authority.issuer, address: '127.0.0.1', until: 2021 }),
      [authority.cert],
    ],
  ])('a certificate %s is told as such, and nothing is sent', async (_what, presented, own) => {
    const net = clientNet(await serve(presented), () => [...trustedCertificates(machine({})), ...own]);
    await expect(net.signIn(body)).rejects.toMatchObject({ code: 'central_certificate' });
    expect(heard).toBe(0);
  });

  test('no environment variable makes a desk believe a stranger', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const net = clientNet(await serve(ours));
      await expect(net.signIn(body)).rejects.toMatchObject({ code: 'central_certificate' });
      expect(heard).toBe(0);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
  });
});

describe('plain http to another machine', () => {
  const FAR = 'http://central.example:8717';

  test.each([FAR, 'http://10.0.0.5', 'http://127.0.0.1.example'])('%s is never asked', async (server) => {
    await expect(clientNet(server).signIn(body)).rejects.toMatchObject({ code: 'central_insecure' });
    const { session } = sessionIn(folder.path);
    await expect(session.signIn({ server, account: 'a', password: 'p' })).rejects.toMatchObject({
      code: 'central_insecure',
    });
  });

  test('a desk of such an address is unlocked, read and exported, and goes on at a safe one', async () => {
    const central = await startCentral();
    const agent = await central.addUser('agent1');
    const [given] = await giveCases(central, agent, [1]);
    const caseId = given?.id ?? '';
    const at = (server: string) => ({ server, account: agent.account, password: agent.password });
    let desk = sessionIn(folder.path);
    try {
      await desk.session.signIn(at(central.url));
      await desk.statusWhere(complete);
      await desk.session.close();
      const own = desk.folders.find(central.url, agent.account);
      const file = join(own?.path ?? '', 'desk.json');
      // As an earlier program left it.
      const { installation: _, ...card } = JSON.parse(readFileSync(file, 'utf8'));
      const opened = await unlock(desk.folders, central.url, agent.account, agent.password);
      const inside = opened && openDeskFile(opened.folder.file, opened.key, 'write');
      if (inside) metaOf(inside).set('server', null);
      inside?.close();
      writeFileSync(file, JSON.stringify({ ...card, server: FAR }));

      desk = sessionIn(folder.path);
      expect(await desk.session.signIn(at(FAR))).toMatchObject({ mode: 'offline' });
      expect(desk.session.desk?.case(caseId)?.id).toBe(caseId);
      await desk.session.desk?.writer.call('commit', [result(caseId, 'NO_ANSWER')]);
      await desk.statusWhere(({ code, state }) => code === 'central_insecure' && state === 'offline');
      expect(own && sealUnsent(own, DEVICE_ID)?.file.work).toHaveLength(1);

      expect(await desk.session.signIn(at(central.url))).toMatchObject({ mode: 'online' });
      await desk.statusWhere(complete);
      expect(desk.folders.known()).toMatchObject([{ server: central.url, unsent: 0 }]);
      expect(desk.session.desk?.case(caseId)?.history).toHaveLength(1);
    } finally {
      await desk.session.close();
      await central.stop();
    }
  });
});
