/** Names only, without zod: the sandboxed preload bundles this file and must stay tiny. */
export const CHANNEL_NAMES = [
  'app.info',
  'settings.get',
  'settings.set',
  'session.current',
  'session.signIn',
  'session.signOut',
  'session.clear',
  'unsent.export',
  'library.get',
  'library.script',
  'members.list',
  'queue.count',
  'queue.rows',
  'queue.locate',
  'case.open',
  'case.reveal',
  'case.dial',
  'case.addNote',
  'case.correct',
  'case.reassign',
  'case.reassignAll',
  'draft.save',
  'result.preview',
  'result.log',
  'sync.status',
  'sync.now',
  'sync.unsent',
  'refused.dismiss',
  'refused.again',
  'desks.list',
  'diagnosis.read',
  'diagnosis.save',
] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

export const EVENT_NAMES = ['sync.status', 'cases.changed', 'library.changed', 'session.changed'] as const;
export type EventName = (typeof EVENT_NAMES)[number];
