import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Permission, Role } from '../../shared/api/account.ts';
import type { PushResult } from '../../shared/api/sync.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';

/** A column of type `json`: any value on the way out, already stringified on the way in. */
type Json<T> = ColumnType<T, string, string>;

export type EntityKind = 'case' | 'member' | 'document' | 'calls';

/** Every time is a bigint of milliseconds since the epoch, every id a UUID, unless said otherwise. */
export interface Tables {
  sync_meta: {
    id: number;
    epoch: string;
    system_identifier: string;
    timeline: number;
    /** When this history was last put back. */
    restored_at: Generated<number | null>;
    /** To which moment. */
    restored_to: Generated<number | null>;
    /** When somebody last looked for what waits for too long. */
    looked_at: Generated<number | null>;
  };
  secret: { name: string; value: string };
  /** One row: see `namespaceOf`. */
  installation: { id: number; namespace: string };
  team: { id: string; name: string };
  account: {
    id: string;
    team_id: string;
    /** Normalised: see `normaliseAccount`. */
    account: string;
    name: string;
    staff_number: string;
    role: Role;
    password_hash: string;
    active: boolean;
    failed_attempts: number;
    locked_until: number;
    created_at: number;
    permissions: Generated<Permission[]>;
  };
  /** Teams that a person was in, and when they last left each. */
  former_team: { account_id: string; team_id: string; left_at: number };
  device: {
    account_id: string;
    device_id: string;
    name: string;
    secret: string;
    created_at: number;
    last_seen_at: number;
    /** Public half, base64url; null: it has told none. */
    signing_key: Generated<string | null>;
  };
  challenge: {
    challenge: string;
    account_id: string;
    device_id: string;
    epoch: string;
    expires_at: number;
  };
  session: {
    id: string;
    account_id: string;
    device_id: string;
    /** Generation of the newest refresh token that was used, and its hash. */
    generation: number;
    used_hash: string | null;
    created_at: number;
    last_used_at: number;
    revoked_at: number | null;
    /** It may push until then and do nothing else; null: it is a person's. */
    push_until: Generated<number | null>;
  };
  refresh_token: { hash: string; session_id: string; generation: number; created_at: number };
  /** Wrong passwords, by hashes of where they came from. */
  sign_in_tries: {
    key: string;
    account_id: string | null;
    wrong: number;
    wait_until: number;
    last_at: number;
  };
  audit: { id: string; at: number; kind: string; account_id: string | null; detail: Json<unknown> };
  library_document: {
    team_id: string;
    id: string;
    type: string;
    version: number;
    doc: Json<unknown>;
    /** Of the text of `doc`. */
    hash: GeneratedAlways<string>;
  };
  case_: {
    id: string;
    kind: CaseKind;
    external_id: string;
    team_id: string;
    assignee_id: string | null;
    stage: string;
    closed: boolean;
    due_at: number;
    /** The number that we call. */
    phone: string;
    /** A further number of the same person. */
    alt_phone: string | null;
    reported_number: string | null;
    /** Whether anything in it may wait, or has waited, for a finding. */
    evidence: Generated<boolean>;
    /** When the case takes its next step by time alone. */
    wake_at: number | null;
    /** Until when an open report must have had its feedback. */
    close_by: number | null;
    /** When the case came in; null: before that was kept. */
    imported_at: number | null;
    /** Version of the team's feed in which the row last changed. */
    version: number;
    doc: Json<unknown>;
    /** The sha1 of the text of `doc`; null: written before it was kept. */
    sum: string | null;
    /** `queueColumnsOf` the document as JSON, and their shape; null: written before there were any. */
    queue: string | null;
    queue_shape: number | null;
    /** The version of the row that `sum` and `queue` were made for: of another one they mean nothing. */
    queue_version: number | null;
  };
  call_result: {
    id: string;
    case_id: string;
    author_id: string;
    direction: string;
    disposition: string;
    started_at: number;
    ended_at: number;
    at: number;
    received_at: number;
    note: string;
    reason: string | null;
    callback_at: number | null;
    run: Json<unknown>;
    policy_version: number;
    dispositions_version: number;
    flags: string[];
    dialled: string;
    evidence: string[];
    /** The result in whose place this one stands. */
    corrects: string | null;
    /** Of the case; of the author when the case is unknown. */
    team_id: string;
    /**
     * Version of the team's feed with which it was committed (0: before there were places), and its order
     * within.
     */
    version: number;
    place: number;
    /** When it got its place. */
    arrived_at: number;
  };
  case_event: {
    id: string;
    case_id: string;
    name: string;
    author_id: string | null;
    at: number;
    received_at: number;
    status: string;
    detail: Json<unknown>;
  };
  /** The newest one of a team, which is always kept, tells how far its feed has come. */
  sync_commit: { team_id: string; version: number; tag: string };
  /** Where a team's feed stood at a time. */
  sync_mark: { team_id: string; version: number; at: number };
  sync_change: {
    scope: string;
    team_id: string;
    entity: EntityKind;
    entity_id: string;
    version: number;
    op: 'put' | 'revoke';
    /** First 40 bits of `md5("entity:id:version")`. */
    hash: GeneratedAlways<number>;
  };
  sync_client: {
    id: string;
    account_id: string;
    last_seq: number;
    /** Mutation under `last_seq`, whichever client brought it first; null before the first push. */
    last_id: string | null;
    /** Of the session that was last in contact under this client. */
    device_id: string | null;
    last_seen_at: number;
    /** When it last read what we had; null when it never did. */
    read_at: number | null;
    /** How much work waits on the desk; null when it never said. */
    unsent: number | null;
    /** What the device's clock is ahead of ours, ms; null when it never said. */
    clock_offset: number | null;
    /** The last contact with nothing unsent; null: none yet. */
    clean_at: number | null;
    /** Version of the team's feed that the desk had then. */
    clean_version: number | null;
    /** What its clock was ahead then, ms. */
    clean_offset: number | null;
  };
  mutation: {
    id: string;
    client_id: string;
    seq: number;
    account_id: string;
    name: string;
    received_at: number;
    status: PushResult['status'];
    /** Null: it is old and went (see `pruneBodies`). */
    body: ColumnType<unknown, string, string | null>;
    result: Json<unknown>;
    /** Of work that waits: the case that it is about. */
    case_id: Generated<string | null>;
    /** Central had applied it before it was put back. */
    again: Generated<boolean>;
    /** What its desk brought along when it came back. */
    receipt: Generated<string | null>;
  };
  outcome: {
    id: string;
    team_id: string;
    version: number;
    /** Order within the version. */
    place: number;
    at: number;
    type: string;
    case_id: string;
    body: Json<unknown>;
  };
  /** Reports of other systems about something that has not come back yet. */
  outside_waiting: {
    id: string;
    team_id: string;
    by_id: string | null;
    kind: string;
    /** The message, the measure or the card. */
    about: string;
    received_at: number;
    item: Json<unknown>;
  };
  /** Messages that central asked for before it was put back and not since. */
  asked_before: { id: string; case_id: string };
  /** Decisions about numbers on their way to all of their reports. */
  number_spread: {
    number: string;
    /** New with every decision. */
    tag: string;
    decisions: Json<unknown>;
    /** The reports up to this id have them; null: not begun. */
    after: string | null;
    recorded_at: number;
  };
  /** Decisions about numbers that a report lacks, because it or the rules of its team could not be read. */
  number_left: { case_id: string; number: string; decisions: Json<unknown> };
  /** Calls that count for the number they went to, of whichever case. */
  number_call: {
    id: string;
    number: string;
    case_id: string;
    started_at: number;
    ended_at: number;
    doubtful: boolean;
  };
  /** What desks have of the calls to a number. */
  number_row: {
    number: string;
    /** Null: none was made yet. */
    id: string | null;
    doc: Json<unknown> | null;
    /** When it must be made again. */
    due_at: number | null;
    /** Its calls are still to be read from the stored histories. */
    unread: Generated<boolean>;
  };
  number_finding: {
    number: string;
    verdict: string;
    action: string | null;
    decided_at: number;
    recorded_at: number;
  };
}
