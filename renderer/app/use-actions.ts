import { useEffect, useLayoutEffect, useRef } from 'react';
import { ACTION_IDS, ACTIONS, type ActionId } from './actions.ts';

type Handler = (digit: number) => void;
export type Handlers = Partial<Record<ActionId, Handler | null>>;

const mounted: { current: Handlers }[] = [];

/**
 * Offers actions while the component is on screen; null: not possible right now. The latest offer of an
 * action wins.
 */
export function useActions(handlers: Handlers): void {
  const latest = useRef(handlers);
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    mounted.push(latest);
    return () => {
      mounted.splice(mounted.indexOf(latest), 1);
    };
  }, []);
}

function handlerOf(id: ActionId): Handler | null {
  for (const offer of mounted.toReversed()) {
    const handler = offer.current[id];
    if (handler) return handler;
  }
  return null;
}

/** Whether something on screen offers the action now. */
export function isOffered(id: ActionId): boolean {
  return handlerOf(id) !== null;
}

/** Runs an action if it is offered; says whether it was. */
export function runAction(id: ActionId, digit = 0): boolean {
  const handler = handlerOf(id);
  handler?.(digit);
  return handler !== null;
}

function combinationOf(event: KeyboardEvent): { keys: string; digit: number } {
  // A digit by its place on the keyboard: with Alt some layouts type another sign there.
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const plain = !event.shiftKey || event.altKey || event.ctrlKey || event.metaKey;
  const number = digit !== undefined && plain ? Number(digit) : 0;
  const name = number > 0 ? 'digit' : digit === '0' && plain ? '0' : event.key.toLowerCase();
  const mod = event.ctrlKey || event.metaKey;
  const shift = event.shiftKey && mod;
  const keys = `${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${name}`;
  return { keys, digit: number };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

/** Keys that the focused control needs for itself. */
function belongsToControl(target: EventTarget | null, keys: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]:not([data-queue])')) return true;
  const steers = ['enter', ' ', 'arrowdown', 'arrowup', 'arrowleft', 'arrowright'].includes(keys);
  return steers && target.closest('button, a, [role="tab"], [role="radiogroup"]') !== null;
}

const SEQUENCE_MS = 1_200;

/**
 * The one keyboard listener. Leaves alone what is typed, composed with an IME, or meant for the focused
 * control.
 */
export function useKeyboard(): void {
  useEffect(() => {
    let first = '';
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      const { keys, digit } = combinationOf(event);
      const chord = keys.includes('mod+') || keys.includes('alt+');
      const blocked = isTyping(event.target) || belongsToControl(event.target, keys);
      if (!chord && blocked) {
        // Leaving a field is one step of its own; what lies above the page closes itself.
        if (keys === 'escape' && event.target instanceof HTMLElement) event.target.blur();
        return;
      }
      const sequence = `${first} ${keys}`;
      const found =
        ACTION_IDS.find((id) => ACTIONS[id].keys.some((known) => known === sequence)) ??
        ACTION_IDS.find((id) => ACTIONS[id].keys.some((known) => known === keys));
      clearTimeout(timer);
      first = keys === 'g' ? 'g' : '';
      timer = setTimeout(() => {
        first = '';
      }, SEQUENCE_MS);
      // The space bar belongs to the script; it never scrolls a list away under somebody's eyes.
      if ((found && runAction(found, digit)) || keys === ' ') event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
      clearTimeout(timer);
    };
  }, []);
}
