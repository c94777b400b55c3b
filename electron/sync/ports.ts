import type { SignedInUser } from '../../shared/api/account.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/ipc/view.ts';
import type { Ids, Rng } from '../../shared/ports.ts';
import type { MachineClock } from '../clock.ts';
import type { DeskStore } from '../store/desk-store.ts';
import type { Net } from './net.ts';

/** What an engine tells the program around it. */
export interface EngineEvents {
  /** Cases that changed; null: too many to name. */
  cases(ids: string[] | null): void;
  library(): void;
  status(status: SyncStatus): void;
  /** Central says that the person is called otherwise or may do something else. */
  user(user: SignedInUser): void;
  /** There may be something to exchange or to listen for before the step's own time. */
  wake(): void;
  /** A pull brought rows that this program cannot read. */
  unreadable(count: number): void;
  /** Central refused a request or could not be reached. */
  failed(code: ErrorCode): void;
}

/**
 * Everything that an engine takes from outside, so that a seeded simulation can drive it one request at a
 * time.
 */
export interface EnginePorts {
  clock: MachineClock;
  rng: Rng;
  ids: Ids;
  net: Net;
  store: DeskStore;
  events: EngineEvents;
  /** Lets waiting commands run between two transactions of a long pull. */
  breathe(): Promise<void>;
}

/** When a lane wants its next step: a moment, or (null) when it is woken. */
export interface NextStep {
  at: number | null;
}
