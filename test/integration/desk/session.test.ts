import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resetUser } from '../../../central/accounts/users.ts';
import type { DeskFolders } from '../../../electron/session/desk-folder.ts';
import type { Session } from '../../../electron/session/session.ts';
import type { Case } from '../../../shared/case/case.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { complete, sessionIn, type TestSession } from '../../support/session.ts';

let central: TestCentral;
let agent: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
let session: Session;
let folders: DeskFolders;
let statusWhere: TestSession['statusWhere'];

function begin(): Session {
  ({ session, folders, statusWhere } = sessionIn(folder.path));
  return session;
}

function credentials(password = agent.password) {
  return { server: central.url, account: agent.account, password };
}

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  agent = await central.addUser('agent1');
  given = await giveCases(central, agent, [1, 2]);
  session = begin();
});

afterEach(async () => {
  await session.close();
  await central.stop();
  folder.remove();
});

function firstId(): string {
  return given[0]?.id ?? '';
}

describe('signing in', () => {
  it('opens a desk whose folder tells nobody anything', async () => {
    const view = await session.signIn(credentials());
    expect(view).toMatchObject({ mode: 'online', server: central.url, user: { id: agent.id } });
    await statusWhere(complete);
    expect(session.desk?.case(firstId())?.id).toBe(firstId());
    expect(folders.known()).toMatchObject([{ account: 'agent1', unsent: 0 }]);
    const [name = ''] = readdirSync(join(folder.path, 'desks'));
    expect(name).toMatch(/^[0-9a-f]{32}$/);
    for (const file of readdirSync(join(folder.path, 'desks', name))) {
      const path = join(folder.path, 'desks', name, file);
      expect(statSync(path).mode & 0o077).toBe(0);
      expect(readFileSync(path).includes(session.desk?.reader.meta.get('refreshToken') ?? '?')).toBe(false);
    }
  });

  it('offers first whoever worked here last, also without central', async () => {
    const other = await central.addUser('agent2');
    await session.signIn(credentials());
    await session.close();
    session = begin();
    await session.signIn({ server: central.url, account: other.account, password: other.password });
    await session.close();
    expect(folders.known().map(({ account }) => account)).toEqual(['agent2', 'agent1']);
    await central.down();
    session = begin();
    await session.signIn(credentials());
    await session.close();
    expect(folders.known().map(({ account }) => account)).toEqual(['agent1', 'agent2']);
    await central.up();
  });

  it('refuses a wrong password, an unknown central and an address that is none', async () => {
    await expect(session.signIn(credentials('wrong'))).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(session.signIn({ ...credentials(), server: 'ftp://central' })).rejects.toMatchObject({
      code: 'central_address_invalid',
    });
    await central.down();
    await expect(session.signIn(credentials())).rejects.toMatchObject({ code: 'central_unreachable' });
    expect(session.view()).toBeNull();
    await central.up();
  });
});

describe('without central', () => {
  it('unlocks with the password, keeps results, and delivers them when central returns', async () => {
    await session.signIn(credentials());
    await statusWhere(complete);
    await session.close();
    await central.down();
    session = begin();
    await expect(session.signIn(credentials('wrong'))).rejects.toMatchObject({
      code: 'wrong_password_offline',
    });
    await expect(session.signIn({ ...credentials(), account: 'agent9' })).rejects.toMatchObject({
      code: 'offline_unlock_unavailable',
    });
    expect(await session.signIn(credentials())).toMatchObject({ mode: 'offline' });
    await session.desk?.writer.call('commit', [result(firstId(), 'NO_ANSWER')]);
    expect(session.desk?.case(firstId())?.history.length).toBe(1);
    await session.close();
    expect(folders.known()).toMatchObject([{ unsent: 1 }]);

    session = begin();
    await session.signIn(credentials());
    await central.up();
    await session.desk?.writer.call('hurry');
    await statusWhere(complete);
    expect(session.view()?.mode).toBe('online');
    const rows = await central.db.selectFrom('case_').select('doc').where('id', '=', firstId()).execute();
    expect(rows.map(({ doc }) => (doc as Case).history.length)).toEqual([1]);
  });
});

describe('a changed password', () => {
  it('opens the same desk, and from then on offline with the new one only', async () => {
    await session.signIn(credentials());
    await statusWhere(complete);
    await central.down();
    await session.desk?.writer.call('commit', [result(firstId(), 'NO_ANSWER')]);
    await session.close();
    await central.up();
    await resetUser(central, agent.account, 'password-2');
    session = begin();
    await session.signIn(credentials('password-2'));
    await statusWhere(complete);
    expect(session.desk?.case(firstId())?.history.length).toBe(1);
    await session.close();
    await central.down();
    session = begin();
    await expect(session.signIn(credentials())).rejects.toMatchObject({ code: 'wrong_password_offline' });
    expect(await session.signIn(credentials('password-2'))).toMatchObject({ mode: 'offline' });
    await central.up();
  });
});

describe('a desk that neither the password nor central opens', () => {
  it('is set aside whole, and its person is told', async () => {
    expect(await session.signIn(credentials())).toMatchObject({ aside: false });
    await session.close();
    // As a central of before gave it, and a restored backup does not know.
    const secret = 'ab'.repeat(32);
    await central.db.updateTable('device').set({ secret }).execute();
    await resetUser(central, agent.account, 'password-2');
    session = begin();
    expect(await session.signIn(credentials('password-2'))).toMatchObject({ aside: true });
    expect(session.view()).toMatchObject({ aside: true });
    const aside = readdirSync(join(folder.path, 'desks')).filter((name) => name.endsWith('.unreadable-1'));
    expect(readdirSync(join(folder.path, 'desks', aside[0] ?? ''))).toContain('desk.db');
  });
});

describe('signing out', () => {
  it('closes the desk and keeps it', async () => {
    await session.signIn(credentials());
    await statusWhere(complete);
    await session.signOut();
    expect(session.view()).toBeNull();
    expect(folders.known()).toMatchObject([{ account: 'agent1' }]);
    expect(await session.signIn(credentials())).toMatchObject({ mode: 'online' });
  });
});
