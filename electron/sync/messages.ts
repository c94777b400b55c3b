import type { SignedInUser } from '../../shared/api/account.ts';
import type { DesksResponse } from '../../shared/api/desks.ts';
import type { KeptResponse } from '../../shared/api/kept.ts';
import type { Case } from '../../shared/case/case.ts';
import type { ErrorCode, ErrorParams } from '../../shared/errors.ts';
import type { Draft, SyncStatus } from '../../shared/ipc/view.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import type { CommitOutcome } from '../store/commit-outcome.ts';
import type { DeskFile } from '../store/desk-store.ts';
import type { Who } from '../store/who.ts';

/** A command as a person gives it: id, version and instant are fixed by the writer. */
export type NewMutation = Mutation extends infer M
  ? M extends Mutation
    ? Pick<M, 'name' | 'args'>
    : never
  : never;

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  serverTime: number;
}

/** What main asks of the writer thread. An answer means: on the disk. */
export interface WriterCommands {
  commit(mutations: NewMutation[]): CommitOutcome[];
  saveDraft(input: { caseId: string; draft: Draft | null }): void;
  signedIn(tokens: Tokens): void;
  /** See `SyncEngine.signInRefused`. */
  signInRefused(code: ErrorCode): void;
  /** See `DeskStore.dismiss` and `again`. */
  dismiss(id: string): void;
  again(id: string): void;
  desks(): Promise<DesksResponse>;
  kept(caseId: string): Promise<KeptResponse>;
  lookup(number: string): Promise<Case[]>;
  hurry(): void;
  status(): SyncStatus;
  signOut(): Promise<void>;
  close(): void;
}

export type WriterCommand = keyof WriterCommands;
export type CommandInput<C extends WriterCommand> = Parameters<WriterCommands[C]>[0];
export type CommandAnswer<C extends WriterCommand> = Awaited<ReturnType<WriterCommands[C]>>;

/** What the writer says unasked. */
export type WriterEvent =
  | { event: 'cases'; ids: string[] | null }
  | { event: 'library' }
  | { event: 'status'; status: SyncStatus }
  /** Central says that the person is called otherwise or may do something else. */
  | { event: 'user'; user: SignedInUser }
  | {
      event: 'note';
      name: 'unreadable_rows' | 'exchange_failed' | 'queue_ended';
      code?: ErrorCode;
      count?: number;
    };

/** Everything that a writer thread is started with. */
export interface WriterStart {
  place: DeskFile;
  user: Who;
  server: string;
}

export type ToWriter = {
  [C in WriterCommand]: { call: number; command: C; input: CommandInput<C> };
}[WriterCommand];

export type FromWriter =
  | { opened: true }
  | { answer: number; ok: true; value: unknown }
  | { answer: number; ok: false; code: ErrorCode; params: ErrorParams }
  | { refused: { code: ErrorCode; params: ErrorParams } }
  | WriterEvent;

/** Main's end of a writer, wherever it runs. */
export interface DeskWriter {
  call<C extends WriterCommand>(
    command: C,
    ...input: Parameters<WriterCommands[C]>
  ): Promise<CommandAnswer<C>>;
  close(): Promise<void>;
}

export type OpenWriter = (start: WriterStart, onEvent: (event: WriterEvent) => void) => Promise<DeskWriter>;
