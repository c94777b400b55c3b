import type { Settings } from '../../shared/ipc/view.ts';
import { queries, queryClient } from '../app/queries.ts';
import { call } from '../desk.ts';

/** Applies at once; main keeps it for the next start. */
export async function saveSettings(patch: Partial<Settings>): Promise<void> {
  const key = queries.settings().queryKey;
  const before = queryClient.getQueryData(key);
  if (before) queryClient.setQueryData(key, { ...before, ...patch });
  const kept = await call('settings.set', patch).catch(() => before);
  queryClient.setQueryData(key, kept);
}
