import {
  compareQueue,
  fallsDueAt,
  inTab,
  matchesSearch,
  normaliseSearch,
  QUEUE_TABS,
} from '../../shared/case/queue.ts';
import { NOBODY, type QueueFilter } from '../../shared/ipc/view.ts';
import type { QueueEntry, QueueSource } from '../store/queue-source.ts';

export type Tab = QueueFilter['tab'];

/** The moment of a look at the queue; `callingTime`: whether the calendar has a window open. */
export interface Moment {
  now: number;
  callingTime: boolean;
}

/** From when to when an answer holds as long as no case changes (a clock may also be set back). */
interface Validity {
  callingTime: boolean;
  since: number;
  until: number;
}

interface OrderedList {
  entries: QueueEntry[];
  validity: Validity;
  /** The cases that changed since, each as the list has it (null: not at all). */
  changed: Map<string, QueueEntry | null>;
}

/** Filters between which a person switches; older ones are built again when needed. */
const LISTS_KEPT = 8;
/** With more changes than this a list is ordered anew. */
const CHANGES_PLACED = 2_000;

/**
 * The queue in memory: narrow entries, ordered per filter on first use and kept in order as cases change, so
 * that any page of 100,000 rows costs a slice. (Scanning wide rows with OFFSET would cost more with every
 * page.)
 */
export class QueueIndex {
  readonly #source: QueueSource;
  #entries: Map<string, QueueEntry> | null = null;
  #searchable = false;
  readonly #lists = new Map<string, OrderedList>();
  readonly #counts = new Map<string, { tabs: Record<Tab, number>; validity: Validity }>();

  constructor(source: QueueSource) {
    this.#source = source;
  }

  /** Takes note of changed cases; null: too many to name. */
  changed(ids: readonly string[] | null): void {
    this.#counts.clear();
    if (ids === null) {
      this.#entries = null;
      this.#searchable = false;
      this.#lists.clear();
      return;
    }
    if (!this.#entries) return;
    for (const id of ids) {
      const before = this.#entries.get(id) ?? null;
      const entry = this.#source.entry(id);
      if (entry && this.#searchable) entry.searchText = this.#source.searchText(id);
      if (entry) this.#entries.set(id, entry);
      else this.#entries.delete(id);
      for (const { changed } of this.#lists.values()) if (!changed.has(id)) changed.set(id, before);
    }
  }

  /** Every case of the desk, in no order. Not to be changed by the caller. */
  entries(): Iterable<QueueEntry> {
    return this.#all().values();
  }

  /** The entries of a filter in the order of work. Not to be changed by the caller. */
  list(filter: QueueFilter, moment: Moment): readonly QueueEntry[] {
    const key = keyOf(filter);
    const known = this.#lists.get(key);
    this.#lists.delete(key);
    const list =
      known && holds(known.validity, moment)
        ? this.#update(known, filter, moment)
        : this.#build(filter, moment);
    this.#lists.set(key, list);
    const oldest = this.#lists.keys().next();
    if (this.#lists.size > LISTS_KEPT && !oldest.done) this.#lists.delete(oldest.value);
    return list.entries;
  }

  /** Rows per tab under the filter's other conditions. */
  counts(filter: QueueFilter, moment: Moment): Record<Tab, number> {
    const key = keyOf({ ...filter, tab: 'open' });
    const known = this.#counts.get(key);
    if (known && holds(known.validity, moment)) return known.tabs;
    const tabs = this.#count(filter, moment);
    if (this.#counts.size >= LISTS_KEPT) this.#counts.clear();
    this.#counts.set(key, { tabs, validity: validityOf(this.#all().values(), moment) });
    return tabs;
  }

  #count(filter: QueueFilter, moment: Moment): Record<Tab, number> {
    const counts = Object.fromEntries(QUEUE_TABS.map((tab) => [tab, 0])) as Record<Tab, number>;
    const fits = this.#condition(filter);
    for (const entry of this.#all().values()) {
      if (!fits(entry)) continue;
      for (const tab of QUEUE_TABS) if (inTab(entry, tab, moment.now, moment.callingTime)) counts[tab] += 1;
    }
    return counts;
  }

  /**
   * Where a case stands in a filter's order, with its neighbours; a case that left the filter still knows who
   * follows.
   */
  locate(filter: QueueFilter, caseId: string, moment: Moment) {
    const list = this.list(filter, moment);
    const entry = this.#all().get(caseId);
    const index = list.findIndex(({ id }) => id === caseId);
    if (index >= 0) {
      return { index, nextId: list[index + 1]?.id ?? null, previousId: list[index - 1]?.id ?? null };
    }
    const follows = entry ? placeOf(entry, list, moment.now) : 0;
    return { index: null, nextId: list[follows]?.id ?? null, previousId: list[follows - 1]?.id ?? null };
  }

  #all(): Map<string, QueueEntry> {
    this.#entries ??= new Map(this.#source.entries().map((entry) => [entry.id, entry]));
    return this.#entries;
  }

  #build(filter: QueueFilter, moment: Moment): OrderedList {
    const fits = this.#condition(filter);
    const entries: QueueEntry[] = [];
    for (const entry of this.#all().values()) {
      if (fits(entry) && inTab(entry, filter.tab, moment.now, moment.callingTime)) entries.push(entry);
    }
    entries.sort((a, b) => compare(a, b, moment.now));
    return { entries, validity: validityOf(this.#all().values(), moment), changed: new Map() };
  }

  /**
   * Takes changed entries out and puts them back at their places, found by the order: to sort all, or only to
   * look at all, would take many times as long.
   */
  #update(list: OrderedList, filter: QueueFilter, moment: Moment): OrderedList {
    if (list.changed.size === 0) return list;
    if (list.changed.size > CHANGES_PLACED) return this.#build(filter, moment);
    const fits = this.#condition(filter);
    const { validity } = list;
    const places: number[] = [];
    const changed: QueueEntry[] = [];
    for (const [id, before] of list.changed) {
      const place = before ? placeOf(before, list.entries, moment.now) : -1;
      if (before && list.entries[place] === before) places.push(place);
      const entry = this.#all().get(id);
      if (!entry) continue;
      validity.until = Math.min(validity.until, validityOf([entry], moment).until);
      if (fits(entry) && inTab(entry, filter.tab, moment.now, moment.callingTime)) changed.push(entry);
    }
    validity.since = moment.now;
    const entries = merged(without(list.entries, places), changed, moment.now);
    return { entries, validity, changed: new Map() };
  }

  #condition(filter: QueueFilter): (entry: QueueEntry) => boolean {
    const { kind, assigneeId, due } = filter;
    const owner = assigneeId === NOBODY ? null : assigneeId;
    const query = normaliseSearch(filter.search);
    if (query !== '') this.#loadTexts();
    const masked = query.includes('*');
    return (entry) =>
      (kind === null || entry.kind === kind) &&
      (assigneeId === null || entry.assigneeId === owner) &&
      (due === undefined || fallsWithin(entry, due)) &&
      (query === '' || (masked ? matchesSearch(entry.searchText, query) : entry.searchText.includes(query)));
  }

  #loadTexts(): void {
    if (this.#searchable) return;
    const entries = this.#all();
    for (const [id, text] of this.#source.searchTexts()) {
      const entry = entries.get(id);
      if (entry) entry.searchText = text;
    }
    this.#searchable = true;
  }
}

function fallsWithin(entry: QueueEntry, { thing, from, to }: NonNullable<QueueFilter['due']>): boolean {
  const at = fallsDueAt(entry, thing);
  return at !== null && from <= at && at < to;
}

function keyOf({ tab, kind, assigneeId, search, due }: QueueFilter): string {
  return JSON.stringify([tab, kind, assigneeId, normaliseSearch(search), due?.thing, due?.from, due?.to]);
}

function holds(validity: Validity, { now, callingTime }: Moment): boolean {
  return validity.callingTime === callingTime && validity.since <= now && now < validity.until;
}

/**
 * Until the next call becomes due, a waiting time ends or a promise comes closer, time alone changes neither
 * order nor tabs.
 */
function validityOf(entries: Iterable<QueueEntry>, { now, callingTime }: Moment): Validity {
  let until = Number.POSITIVE_INFINITY;
  const within = (at: number | null) => {
    if (at !== null && at > now && at < until) until = at;
  };
  for (const entry of entries) {
    if (!entry.open) continue;
    within(entry.notBefore);
    within(entry.waitsUntil);
    within(entry.closeBy);
    if (entry.halfAt === null) continue;
    within(entry.halfAt);
    within(entry.soonAt);
    within(entry.dueAt);
  }
  return { callingTime, since: now, until };
}

/** The shared order made total by the id, so that a row never jumps between two looks. */
function compare(a: QueueEntry, b: QueueEntry, now: number): number {
  return compareQueue(a, b, now) || (a.id < b.id ? -1 : 1);
}

/** Where an entry belongs in an ordered list. */
function placeOf(entry: QueueEntry, ordered: readonly QueueEntry[], now: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = ordered[middle];
    if (other && compare(other, entry, now) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A list without what stands at these places. */
function without(ordered: QueueEntry[], places: number[]): QueueEntry[] {
  places.sort((a, b) => a - b);
  const parts: QueueEntry[][] = [];
  let from = 0;
  for (const place of places) {
    parts.push(ordered.slice(from, place));
    from = place + 1;
  }
  return joined(parts, ordered.slice(from));
}

/**
 * An ordered list with more entries at their places. One pass: to make room for each alone would move the
 * rest every time.
 */
function merged(ordered: QueueEntry[], more: QueueEntry[], now: number): QueueEntry[] {
  more.sort((a, b) => compare(a, b, now));
  const parts: QueueEntry[][] = [];
  let from = 0;
  for (const entry of more) {
    const place = placeOf(entry, ordered, now);
    parts.push(ordered.slice(from, place), [entry]);
    from = place;
  }
  return joined(parts, ordered.slice(from));
}

/** `concat` moves whole arrays at once; `flat` would look at each element. */
function joined(parts: QueueEntry[][], rest: QueueEntry[]): QueueEntry[] {
  return ([] as QueueEntry[]).concat(...parts, rest);
}
