/** Data as it stands, for those who ask for it: folded until opened. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  return (
    <details className="mt-2 text-[13px]">
      <summary className="cursor-pointer text-muted hover:text-ink pointer-coarse:py-2.5">{label}</summary>
      <pre className="mt-1 max-h-80 overflow-auto whitespace-pre-wrap break-words rounded-md border border-line bg-subtle p-2 font-mono text-xs leading-[18px]">
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  );
}
