import { call } from '../desk.ts';
import { keepAll } from '../result/work-store.ts';

/** Keeps what is typed, then ends the session; main's event brings the sign-in screen. */
export async function signOut(): Promise<void> {
  await keepAll();
  await call('session.signOut', {});
}
