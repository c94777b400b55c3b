import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SettingsFile } from '../../../electron/settings.ts';
import { serverAddress } from '../../../electron/sync/server-address.ts';
import { dialAddress } from '../../../electron/window/dial-address.ts';
import { servePage } from '../../../electron/window/page-files.ts';
import { scratchFolder } from '../../support/desk.ts';

const folder = scratchFolder();
const root = join(folder.path, 'page');

beforeAll(() => {
  mkdirSync(root);
  writeFileSync(join(root, 'index.html'), '<meta name="style-nonce" content="__STYLE_NONCE__" />');
  writeFileSync(join(folder.path, 'secret.json'), '{}');
  mkdirSync(join(folder.path, 'page-of-others'));
  writeFileSync(join(folder.path, 'page-of-others', 'x.js'), '');
  symlinkSync(join(folder.path, 'secret.json'), join(root, 'link.json'));
});

afterAll(() => folder.remove());

const get = (url: string) => servePage(root, { method: 'GET', url });

describe('the page protocol', () => {
  it('serves a page with the policy as a header and a nonce that is new every time', async () => {
    const nonces = new Set<string>();
    for (const url of ['app://desk/', 'app://desk/index.html']) {
      const answer = await get(url);
      const [, nonce = ''] = /content="([^"]+)"/.exec(await answer.text()) ?? [];
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(policy).not.toContain('unsafe');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
  });

  it.each([
    'app://desk/../secret.json',
    'app://desk/%2e%2e/secret.json',
    'app://desk/..%2fsecret.json',
    'app://desk/%2e%2e%2fpage-of-others/x.js',
    'app://desk/..%5csecret.json',
    'app://desk/index.html%00.js',
    'app://desk//etc/passwd',
    'app://desk/link.json',
    'app://other/index.html',
    'app://desk/%',
    'https://desk/index.html',
    'app://desk/missing.js',
  ])('refuses %s', async (url) => {
    expect((await get(url)).status).toBeGreaterThanOrEqual(400);
  });

  it('answers nothing but GET', async () => {
    expect((await servePage(root, { method: 'POST', url: 'app://desk/' })).status).toBe(405);
  });
});

describe('the address of central', () => {
  it.each([
    ['central.example.com', 'https://central.example.com'],
    ['127.0.0.1:8717', 'http://127.0.0.1:8717'],
    [' http://Central.example.com:80/api/ ', 'http://central.example.com/api'],
  ])('reads %s', (typed, address) => expect(serverAddress(typed)).toBe(address));

  it.each(['', 'http://', 'file:///etc/passwd', 'javascript:alert(1)', 'https://user:secret@central'])(
    'refuses %s',
    (typed) => expect(() => serverAddress(typed)).toThrowError('central_address_invalid'),
  );
});

describe('a number to dial', () => {
  it('becomes an address with nothing but the number in it', () => {
    expect(dialAddress('+86 138-1234 5678', { dialScheme: 'tel', sipDomain: '' })).toBe('tel:+8613812345678');
    expect(dialAddress('10086', { dialScheme: 'sip', sipDomain: 'pbx.example.com' })).toBe(
      'sip:10086@pbx.example.com',
    );
  });

  it.each(['', '12', 'javascript:1', '138;ext=1', '138?x', '1'.repeat(30)])('refuses "%s"', (phone) => {
    expect(() => dialAddress(phone, { dialScheme: 'tel', sipDomain: '' })).toThrowError('dial_unavailable');
  });

  it('refuses a domain that is more than a domain', () => {
    expect(() => dialAddress('10086', { dialScheme: 'sip', sipDomain: 'a.com/../x' })).toThrowError(
      'dial_unavailable',
    );
  });
});

describe('settings', () => {
  it('survive damage, keeping what is usable', () => {
    const settings = new SettingsFile(folder.path);
    settings.change({ language: 'en', density: 'compact' });
    expect(settings.read()).toMatchObject({ language: 'en', density: 'compact', theme: 'system' });
    writeFileSync(join(folder.path, 'settings.json'), '{"language":"en","theme":"neon"}');
    expect(settings.read()).toMatchObject({ language: 'en', theme: 'system' });
    writeFileSync(join(folder.path, 'settings.json'), '{"langu');
    expect(settings.read()).toMatchObject({ language: 'system' });
  });
});
