import { expect, type Locator } from '@playwright/test';
import type { CentralProcess } from './central-process.ts';
import type { DeskApp } from './desk-app.ts';
import { press } from './keys.ts';
import { notifyHolders } from './notified.ts';
import { signedIn, teamOfThree } from './team.ts';

/** An agent and a team lead, each at a desk of their own in Chinese, and their central. */
export interface TwoDesks {
  central: CentralProcess;
  agent: DeskApp;
  lead: DeskApp;
  dispose(): Promise<void>;
}

/**
 * The team of three with the agent and one lead signed in; the holders of `notified` refused and got their
 * notice.
 */
export async function agentAndLead(
  rows: Parameters<typeof teamOfThree>[0],
  notified: Parameters<typeof notifyHolders>[1],
): Promise<TwoDesks> {
  const central = await teamOfThree(rows);
  const desks: DeskApp[] = [];
  const dispose = async () => {
    for (const desk of desks) await desk.dispose();
    await central.dispose();
  };
  const sitsDown = async (account: string) => {
    const desk = await signedIn(central, account, 'zh-CN');
    desks.push(desk);
    return desk;
  };
  try {
    await notifyHolders(central, notified);
    await central.serve();
    return { central, agent: await sitsDown('wang'), lead: await sitsDown('zhao'), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The stage at which the open case is. */
export function stageOf({ page }: DeskApp): Locator {
  return page.getByRole('list', { name: '进度' }).locator('[aria-current]');
}

/** Proposes to bar outgoing calls in the open case. */
export async function propose(desk: DeskApp, why: string): Promise<void> {
  const { page } = desk;
  const form = page.getByRole('form', { name: '提请单停' });
  await press(page, 't');
  await form.getByLabel('理由').fill(why);
  await press(page, 'Control+Enter');
  await expect(form).toBeHidden();
  await expect(stageOf(desk)).toHaveText('待审批');
}
