/** A key; hidden where there is no keyboard to speak of. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="hidden rounded-[4px] border border-current/30 px-1 font-sans text-[11px] leading-4 sm:inline-block">
      {children}
    </kbd>
  );
}
