/** Also for addresses that exist but are not forms: strangers learn nothing of those. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl px-5 pt-20">
      <h1 className="font-semibold text-xl">There is no form here</h1>
      <p className="mt-3 text-base leading-7">
        Check that the address was copied completely, or ask whoever gave it to you for a new one.
      </p>
    </main>
  );
}
