import { expect, test } from '@playwright/test';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp, type Language } from './support/desk-app.ts';
import { press } from './support/keys.ts';
import { ScreenCheck } from './support/screen.ts';
import { says, trySignIn } from './support/sign-in.ts';
import { AGENT, smallTeam } from './support/small-team.ts';

let central: CentralProcess;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 2 });
});
test.afterAll(() => central?.dispose());

const NEW = { 'zh-CN': 'violet-kettle-7', en: 'copper-lantern-9' } as const;
let password = AGENT.password;

for (const language of ['zh-CN', 'en'] as const satisfies Language[]) {
  test(`a password that was changed is asked for at the open desk, in ${language}`, async () => {
    const desk = await DeskApp.create(central.url, language, 'system');
    try {
      await desk.start();
      await desk.signIn(AGENT.account, password);
      await desk.online();
      await desk.close();
      await central.resetPassword(AGENT.account, NEW[language]);
      await desk.start();
      await desk.signIn(AGENT.account, password);
      const field = desk.page.getByLabel(/^(Password of|.* 的密码)/);
      await field.waitFor();
      await new ScreenCheck(desk, language).look('password-changed');
      await field.fill(password);
      await field.press('Enter');
      await expect(desk.page.getByRole('alert').last()).toContainText(/账号或密码不对|is wrong/);
      password = NEW[language];
      await field.fill(password);
      await field.press('Enter');
      await desk.online();
    } finally {
      await desk.dispose();
    }
  });
}

test('an account that was disabled loses its desk, and a pulled cable does not open it again', async () => {
  const desk = await DeskApp.create(central.url, 'en');
  try {
    await desk.start();
    await desk.signIn(AGENT.account, password);
    await desk.online();
    await press(desk.page, 'j', 'Enter');
    await central.command('user', 'disable', AGENT.account);
    await desk.close();
    await desk.start();
    await trySignIn(desk.page, { account: AGENT.account, password });
    await says(desk.page, 'account_disabled');
    await central.stop();
    await trySignIn(desk.page, { account: AGENT.account, password });
    await says(desk.page, 'account_disabled');
  } finally {
    await desk.dispose();
  }
});
