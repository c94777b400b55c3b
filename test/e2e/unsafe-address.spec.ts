import { expect, test } from '@playwright/test';
import { DeskApp, type Language } from './support/desk-app.ts';
import { ScreenCheck } from './support/screen.ts';

for (const language of ['zh-CN', 'en'] as const satisfies Language[]) {
  test(`an http address of another machine is refused before anything is sent, in ${language}`, async () => {
    const desk = await DeskApp.create('http://central.example', language, 'system');
    try {
      const page = await desk.start();
      await page.getByLabel(/^(Account|账号)$/).fill('wang');
      await page.getByLabel(/^(Password|密码)$/).fill('secret words');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toContainText('https://');
      await new ScreenCheck(desk, language).look('unsafe-address');
    } finally {
      await desk.dispose();
    }
  });
}
