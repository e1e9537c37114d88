"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

type Changes = { [name: string]: string | null };

/**
 * The filters that stand in the page's address, so that every view can be linked to and "back" works.
 * `set` changes some (null removes one); `replace` does so without a step to go back to, for typing.
 */
export function useAddress(): {
  get: (name: string) => string | null;
  set: (changes: Changes, how?: "push" | "replace") => void;
  /** The address with these changes, for links. */
  href: (changes: Changes, path?: string) => string;
} {
  const params = useSearchParams();
  const pathname = usePathname();
  const get = useCallback((name: string) => params.get(name), [params]);
  const href = useCallback(
    (changes: Changes, path = pathname) => {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      return query ? `${path}?${query}` : path;
    },
    [params, pathname],
  );
  const set = useCallback(
    (changes: Changes, how: "push" | "replace" = "push") => {
      // Nothing on the server depends on filters: the router takes note without asking it for the page again.
      if (how === "push") window.history.pushState(null, "", href(changes));
      else window.history.replaceState(null, "", href(changes));
    },
    [href],
  );
  return { get, set, href };
}
