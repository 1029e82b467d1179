/** The mark of the product: a trace that leaves three points, on the red of a seal. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="30" height="30" rx="7" fill="#c43d2b" />
      <path d="M8 23.5c5.2 0 3.6-7.5 8-7.5s3-7.5 8-7.5" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="8" cy="23.5" r="2.7" fill="#fff" />
      <circle cx="16" cy="16" r="2.2" fill="#fff" />
      <circle cx="24" cy="8.5" r="3.1" fill="#fff" />
    </svg>
  );
}
