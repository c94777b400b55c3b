import { CodedError } from '../../shared/errors.ts';
import type { KnownDesk, Settings } from '../../shared/ipc/view.ts';
import type { Clock } from '../../shared/ports.ts';
import type { OpenDesk } from '../session/open-desk.ts';
import type { Session } from '../session/session.ts';
import type { sealUnsent } from '../session/unsent-file.ts';
import type { SettingsFile } from '../settings.ts';

/** What handlers work with. */
export interface HandlerContext {
  session: Session;
  settings: SettingsFile;
  clock: Clock;
  /** Facts of the program that do not change while it runs. */
  program: {
    version: string;
    electron: string;
    chromium: string;
    sqlite: string;
    platform: string;
    profile: string | null;
    server: string;
    locale: string;
  };
  knownDesks(): KnownDesk[];
  /** See `sealUnsent`; null when there is no such desk or nothing unsent on it. */
  sealUnsent(server: string, account: string): ReturnType<typeof sealUnsent>;
  showTheme(theme: Settings['theme']): void;
  /** The newest lines of the log, oldest first. */
  recentLog(lines: number): unknown[];
  /** Lets the person keep a text as a file; false when they do not. */
  saveText(name: string, text: string): Promise<boolean>;
  dial(phone: string, settings: Settings): Promise<void>;
}

/** @throws not_signed_in */
export function openDesk(context: Pick<HandlerContext, 'session'>): OpenDesk {
  const { desk } = context.session;
  if (!desk) throw new CodedError('not_signed_in');
  return desk;
}
