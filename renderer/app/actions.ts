/**
 * Everything that a key can do. `keys` are the defaults: a plain key, a two-key sequence ("g q"), a chord
 * ("mod+k", mod being Ctrl or Cmd), or "digit" for 1-9. The overlay, the palette and the buttons' hints all
 * read this one table.
 */
export const ACTIONS = {
  next: { group: 'move', keys: ['j', 'arrowdown'] },
  previous: { group: 'move', keys: ['k', 'arrowup'] },
  open: { group: 'move', keys: ['enter'] },
  search: { group: 'move', keys: ['/'] },
  goQueue: { group: 'move', keys: ['g q'] },
  goAppointments: { group: 'move', keys: ['g a'] },
  goBoard: { group: 'move', keys: ['g b'] },
  goApprovals: { group: 'move', keys: ['g p'] },
  goSettings: { group: 'move', keys: ['g s'] },
  dial: { group: 'case', keys: ['d'] },
  endCall: { group: 'case', keys: ['e'] },
  reveal: { group: 'case', keys: ['r'] },
  revealId: { group: 'case', keys: ['v'] },
  addNote: { group: 'case', keys: ['a'] },
  reassign: { group: 'case', keys: ['m'] },
  confirmAll: { group: 'case', keys: ['y'] },
  decide: { group: 'case', keys: ['t'] },
  inbound: { group: 'case', keys: ['i'] },
  choice: { group: 'script', keys: ['digit'] },
  scriptNext: { group: 'script', keys: [' '] },
  scriptBack: { group: 'script', keys: ['arrowleft', 'backspace'] },
  scriptForward: { group: 'script', keys: ['arrowright'] },
  objections: { group: 'script', keys: ['o'] },
  disposition: { group: 'result', keys: ['alt+digit'] },
  moreDispositions: { group: 'result', keys: ['0', 'alt+0'] },
  note: { group: 'result', keys: ['n'] },
  schedule: { group: 'result', keys: ['s'] },
  saveNext: { group: 'result', keys: ['mod+enter'] },
  saveStay: { group: 'result', keys: ['mod+shift+enter'] },
  palette: { group: 'window', keys: ['mod+k'] },
  help: { group: 'window', keys: ['?'] },
  back: { group: 'window', keys: ['escape'] },
} as const satisfies Record<string, { group: string; keys: readonly string[] }>;

export type ActionId = keyof typeof ACTIONS;

/** What only a team lead can do. */
export const LEAD_ACTIONS: readonly ActionId[] = ['goBoard', 'goApprovals', 'reassign', 'confirmAll'];

export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

const onMac = navigator.platform.startsWith('Mac');

const NAMES: Record<string, string> = {
  mod: onMac ? '⌘' : 'Ctrl',
  alt: onMac ? '⌥' : 'Alt',
  shift: onMac ? '⇧' : 'Shift',
  enter: '⏎',
  escape: 'Esc',
  backspace: '⌫',
  ' ': 'Space',
  arrowdown: '↓',
  arrowup: '↑',
  arrowleft: '←',
  arrowright: '→',
  digit: '1–9',
};

/** The keycaps of a combination, as they are printed: `mod+k` becomes Ctrl, K. */
export function keycaps(combination: string): string[] {
  if (combination === ' ') return ['Space'];
  return combination.split(/[+ ]/).map((key) => NAMES[key] ?? key.toUpperCase());
}

/** The first combination of an action in one short string, for the hint on its button. */
export function hotkeyOf(id: ActionId): string {
  return keycaps(ACTIONS[id].keys[0]).join(' ');
}
