/** Our own marks: 16 px grid, one stroke, drawn in the colour of the text beside them. */
const PATHS = {
  queue: 'M3 4h10M3 8h10M3 12h6',
  calendar: 'M3 4.5h10v8.5H3zM3 7.5h10M5.5 2.5v3M10.5 2.5v3',
  settings: 'M3 5h5M12 5h1M3 11h1M8 11h5M10 3.2v3.6M6 9.2v3.6',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 13.5 13.5',
  phone: 'M3.2 3.4c0 5.2 4.2 9.4 9.4 9.4l.6-2.7-2.8-1.1-1.2 1.3A8.6 8.6 0 0 1 5.7 6.8L7 5.6 5.9 2.8z',
  hangup: 'M2.3 9.8c3.2-3 8.2-3 11.4 0l-1.7 1.8-2.2-1V9a7 7 0 0 0-3.6 0v1.6l-2.2 1z',
  clock: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 5v3.2l2.2 1.3',
  half: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM8 2.5v11M9.8 3.4v9.2M11.6 4.6v6.8',
  hourglass: 'M4 2.5h8M4 13.5h8M5 2.5c0 3.2 3 3.8 3 5.5s-3 2.3-3 5.5M11 2.5c0 3.2-3 3.8-3 5.5s3 2.3 3 5.5',
  overdue: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
  pause: 'M6 4v8M10 4v8',
  check: 'M3 8.5 6.5 12 13 4.5',
  eye: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  upload: 'M8 10.5V3M5 5.8 8 2.8l3 3M3 13h10',
  cloudOff:
    'M4.5 12h6.8M3 11a2.6 2.6 0 0 1 1.3-4.7M6.2 4a3.9 3.9 0 0 1 5.5 2.9A2.6 2.6 0 0 1 13.5 11M2.5 2.5l11 11',
  note: 'M3.5 2.5h9v8l-3 3h-6zM9.5 13.5v-3h3M5.5 5.5h5M5.5 8h3',
  swap: 'M3 5.5h9M9.5 3 12 5.5 9.5 8M13 10.5H4M6.5 8 4 10.5 6.5 13',
  flag: 'M4 13.5v-11M4 3h8l-1.8 2.8L12 8.5H4',
  shield: 'M8 2.2 13 4v4c0 3-2.1 4.9-5 5.9C5.1 12.9 3 11 3 8V4z',
  message: 'M2.5 3.5h11v7.5H7L4 13.5V11H2.5z',
  back: 'M9.5 3.5 5 8l4.5 4.5',
  forward: 'M6.5 3.5 11 8l-4.5 4.5',
  down: 'M4 6.5 8 10.5l4-4',
  user: 'M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM3 13.5c.4-2.5 2.4-3.8 5-3.8s4.6 1.3 5 3.8',
  pencil: 'M3 13l.6-2.8 7.2-7.2 2.2 2.2-7.2 7.2z',
  scale: 'M8 2.5v11M5 13.5h6M3 5h10M3 5 1.5 9h3zM13 5l-1.5 4h3z',
  plus: 'M8 3v10M3 8h10',
  incoming: 'M12.5 3.5 7 9M7 5v4h4M3 13h10',
  close: 'M4 4l8 8M12 4l-8 8',
  board: 'M2.5 13.5h11M4.5 13.5v-4M8 13.5V4M11.5 13.5V7',
  stamp: 'M3 13.5h10M3.5 11h9V9.2L9.2 8.4c-.4-1.5.8-2.4.8-3.7a2 2 0 0 0-4 0c0 1.3 1.2 2.2.8 3.7l-3.3.8z',
  desk: 'M2 9.5h12M3.5 9.5v4M12.5 9.5v4M5 9.5V4h6v5.5',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative mark; the word beside it carries the meaning. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
