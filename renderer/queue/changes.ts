import { create } from 'zustand';
import { queryClient } from '../app/queries.ts';

/** So long after its last move a pointer over the list is at rest, ms. */
const POINTER_RESTS = 2_000;

interface Changes {
  /** Cases that changed while rows keep their places; shown as a number until applied. */
  waiting: ReadonlySet<string>;
  /** More changed than main could name. */
  many: boolean;
  /** Somebody is about to press a row: no other row may come under the pointer. */
  pointing: boolean;
}

export const useChanges = create<Changes>()(() => ({ waiting: new Set(), many: false, pointing: false }));

let rest: ReturnType<typeof setTimeout> | undefined;

/** The pointer moved over the list: rows keep their places until it leaves or rests. */
export function pointerMoved(): void {
  clearTimeout(rest);
  rest = setTimeout(pointerLeft, POINTER_RESTS);
  if (!useChanges.getState().pointing) useChanges.setState({ pointing: true });
}

/** The pointer left the list, or rests. */
export function pointerLeft(): void {
  clearTimeout(rest);
  useChanges.setState({ pointing: false });
}

/** Reads the rows in sight again, in their new order. */
export function applyChanges(): void {
  useChanges.setState({ waiting: new Set(), many: false });
  void queryClient.invalidateQueries({ queryKey: ['rows'] });
}

/** Notes that cases changed; rows keep their places until `applyChanges`. */
export function holdChanges(ids: string[] | null): void {
  useChanges.setState((changes) => ({
    waiting: new Set([...changes.waiting, ...(ids ?? [])]),
    many: changes.many || ids === null,
  }));
}
