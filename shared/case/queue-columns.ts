import type { Case } from './case.ts';
import { CaseKind } from './kinds.ts';
import { type QueueKeys, queueKeys } from './queue.ts';

/**
 * Version of what `queueColumnsOf` makes of a case. Central keeps the columns with each case and sends them
 * along; a desk of another shape makes them itself. To be raised with every change of a column, of its
 * meaning, or of `Case` that a program of before cannot read.
 */
export const QUEUE_SHAPE = 2;

/**
 * What decides where a case stands in the queue: the columns of a desk's table `queue` between its number and
 * its search text.
 */
export type QueuePlace = [
  id: string,
  kind: string,
  assigneeId: string | null,
  open: number,
  tried: number,
  dueAt: number,
  notBefore: number | null,
  notAfter: number | null,
  appointmentAt: number | null,
  halfAt: number | null,
  soonAt: number,
  planKind: QueueKeys['planKind'],
  code: QueueKeys['code'],
  waitsUntil: number | null,
  closeBy: number | null,
  doubtful: number,
];

/** A row of a desk's table `queue` behind its number. */
export type QueueColumns = [...QueuePlace, search: string, phone: string, altPhone: string | null];

export function queueColumnsOf(subject: Case): QueueColumns {
  const { id, kind, assigneeId } = subject;
  const keys = queueKeys(subject);
  return [
    id,
    kind,
    assigneeId,
    Number(keys.open),
    Number(keys.tried),
    keys.dueAt,
    keys.notBefore,
    keys.notAfter,
    keys.appointmentAt,
    keys.halfAt,
    keys.soonAt,
    keys.planKind,
    keys.code,
    keys.waitsUntil,
    keys.closeBy,
    Number(keys.doubtful),
    keys.searchText,
    subject.contact.phone,
    subject.contact.altPhone,
  ];
}

type Check = (value: unknown) => boolean;
const whole: Check = Number.isSafeInteger;
const wholeOrNone: Check = (value) => value === null || whole(value);
const bit: Check = (value) => value === 0 || value === 1;
const short: Check = (value) => typeof value === 'string' && value.length <= 40;
const shortOrNone: Check = (value) => value === null || short(value);
const kind: Check = (value) => CaseKind.options.some((known) => known === value);
const search: Check = (value) => typeof value === 'string' && value.length <= 1_000;

type ChecksOf<T extends unknown[]> = { readonly [K in keyof T]: Check };
const CHECKS: ChecksOf<QueueColumns> = [
  short,
  kind,
  shortOrNone,
  bit,
  bit,
  whole,
  wholeOrNone,
  wholeOrNone,
  wholeOrNone,
  wholeOrNone,
  whole,
  short,
  short,
  wholeOrNone,
  wholeOrNone,
  bit,
  search,
  short,
  shortOrNone,
];

/** Whether central sent columns as this program makes them. By hand: a first pull asks 100,000 times. */
export function isQueueColumns(value: unknown): value is QueueColumns {
  return (
    Array.isArray(value) &&
    value.length === CHECKS.length &&
    CHECKS.every((check, index) => check(value[index]))
  );
}
