/** A handset whose cord turns back: the call that is returned. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <rect width="24" height="24" rx="6" fill="var(--accent)" />
      <path
        d="M6.5 7.6c0 5.5 4.4 9.9 9.9 9.9l.8-3-3-1.2-1.3 1.5a9 9 0 0 1-3.7-3.7l1.5-1.3-1.2-3z"
        stroke="var(--on-accent)"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path
        d="M17.5 10.5V9a2.5 2.5 0 0 0-2.5-2.5h-2M14.5 4.8 12.8 6.5l1.7 1.7"
        stroke="var(--on-accent)"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
