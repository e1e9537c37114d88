/** Carries the address asked for to the layout, which is not told it: sign-in leads back there. */
export const PATH_HEADER = "x-handoff-path";

const HOME = "/inbox";
const BASE = "http://handoff.invalid";

/**
 * Where to go after sign-in: a page of this site, else the inbox. An address that leads elsewhere would make
 * the sign-in page a trap.
 * @param asked as it came in the address: absent, once, or several times
 */
export function returnPath(asked: string | string[] | undefined): string {
  // Browsers read "/\", "/<tab>/" and the like as another host; so does URL, and what it made of it is what counts.
  if (typeof asked !== "string" || !asked.startsWith("/") || !URL.canParse(asked, BASE)) return HOME;
  const { origin, pathname, search, hash } = new URL(asked, BASE);
  const isPage = !/^\/(\/|api(\/|$)|sign-in(\/|$))/.test(pathname);
  return origin === BASE && isPage ? pathname + search + hash : HOME;
}

/** The sign-in page's address for who asked for a page behind it. */
export function signInPath(headers: Headers): string {
  const path = returnPath(headers.get(PATH_HEADER) ?? undefined);
  return path === HOME ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}
