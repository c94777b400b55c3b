import { clearBegun } from '../case/begun.ts';
import { closeDecision } from '../case/decision/decision-store.ts';
import { setClockAhead } from '../clock.ts';
import { subscribe } from '../desk.ts';
import { applyChanges, holdChanges, useChanges } from '../queue/changes.ts';
import { clearWork, isWorking, keepAll, useWork } from '../result/work-store.ts';
import { queries, queryClient } from './queries.ts';
import { useView } from './view-store.ts';

function casesChanged(ids: string[] | null): void {
  void queryClient.invalidateQueries({ queryKey: ['counts'] });
  void queryClient.invalidateQueries({ queryKey: ['board'] });
  if (ids === null) void queryClient.invalidateQueries({ queryKey: ['case'] });
  else for (const id of ids) void queryClient.invalidateQueries({ queryKey: ['case', id] });
  if (isWorking(useWork.getState()) || useChanges.getState().pointing) holdChanges(ids);
  else applyChanges();
}

/** What main was asked in the name of the person. */
const OF_SESSION = [
  'library',
  'pinned',
  'script',
  'members',
  'sync',
  'unsent',
  'desks',
  'counts',
  'board',
  'rows',
  'case',
];

/** Everything of the ended session leaves the memory. */
function forgetSession(): void {
  clearWork();
  clearBegun();
  closeDecision();
  for (const key of OF_SESSION) queryClient.removeQueries({ queryKey: [key] });
  delete document.documentElement.dataset.queue;
  delete document.documentElement.dataset.case;
}

/** Connects main's events with the cache. Returns the function that disconnects them. */
export function listen(): () => void {
  const ends = [
    subscribe('cases.changed', ({ ids }) => casesChanged(ids)),
    subscribe('sync.status', (status) => {
      setClockAhead(status.clockAhead);
      queryClient.setQueryData(queries.sync().queryKey, status);
      void queryClient.invalidateQueries({ queryKey: ['unsent'] });
    }),
    subscribe('library.changed', () => {
      void queryClient.invalidateQueries({ queryKey: ['library'] });
      void queryClient.invalidateQueries({ queryKey: ['members'] });
      void queryClient.invalidateQueries({ queryKey: ['board'] });
    }),
    subscribe('session.changed', ({ session, code }) => {
      if (session === null) {
        forgetSession();
        setClockAhead(0);
        useView.getState().reset(code);
        void queryClient.invalidateQueries({ queryKey: ['info'] });
      }
      queryClient.setQueryData(queries.session().queryKey, session);
    }),
  ];
  const hidden = () => {
    if (document.visibilityState === 'hidden') void keepAll();
  };
  const leaving = () => void keepAll();
  document.addEventListener('visibilitychange', hidden);
  window.addEventListener('pagehide', leaving);
  window.addEventListener('blur', leaving);
  return () => {
    for (const end of ends) end();
    document.removeEventListener('visibilitychange', hidden);
    window.removeEventListener('pagehide', leaving);
    window.removeEventListener('blur', leaving);
  };
}
