import { create } from 'zustand';

const clears: (() => void)[] = [];

/**
 * What somebody has begun to write in one kind of form, by a key: kept while the form is closed, so that
 * leaving it loses nothing. `nothing`: what an untouched form holds.
 */
export function begunForms<T extends object>(nothing: T) {
  const useForms = create<Readonly<Record<string, T>>>()(() => ({}));
  clears.push(() => useForms.setState({}, true));
  return {
    useBegun: (key: string): T => useForms((begun) => begun[key]) ?? nothing,
    get: (key: string): T => useForms.getState()[key] ?? nothing,
    write(key: string, patch: Partial<T>): void {
      useForms.setState((begun) => ({ [key]: { ...(begun[key] ?? nothing), ...patch } }));
    },
    /** What was begun is sent. */
    forget(key: string): void {
      const { [key]: _, ...rest } = useForms.getState();
      useForms.setState(rest, true);
    },
  };
}

/** Nothing of one session is left for the next. */
export function clearBegun(): void {
  for (const clear of clears) clear();
}
