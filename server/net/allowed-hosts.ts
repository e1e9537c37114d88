import { AsyncLocalStorage } from "node:async_hooks";
import { domainToASCII } from "node:url";

/** An organization's list of hosts names others, not this one. */
export class HostNotListed extends Error {
  override name = "HostNotListed";
  constructor(host: string) {
    super(
      `${host} is not among the hosts that this organization may reach. An admin can add it to the list.`,
    );
  }
}

/**
 * The list that counts for what is going on. Not handed from function to function: whatever leaves through `egress` on
 * behalf of an organization is held to its list, also where nobody thought of it.
 */
const counting = new AsyncLocalStorage<readonly string[]>();

/** Does something on behalf of an organization that may reach these hosts only; any, while the list is empty. */
export function reachOnly<T>(hosts: readonly string[], work: () => Promise<T>): Promise<T> {
  return counting.run(hosts, work);
}

export function hostsThatCount(): readonly string[] {
  return counting.getStore() ?? [];
}

/**
 * Whether a list lets a host be reached. "api.example.com" is that host, "*.example.com" whatever is below it;
 * with ":8443" only there. An empty list is none.
 * @param port null where it is not known yet: any
 */
export function isListed(list: readonly string[], host: string, port: string | null): boolean {
  if (list.length === 0) return true;
  const wanted = plainHost(host);
  return list.some((entry) => {
    const { name, port: only } = partsOf(entry);
    if (only !== undefined && port !== null && only !== port) return false;
    if (name.startsWith("*.")) return wanted.endsWith(name.slice(1)) && wanted.length > name.length - 1;
    return name === wanted;
  });
}

/** What is wrong with an entry, in a sentence; null when it can be used. */
export function problemOfHost(entry: string): string | null {
  const { name, port } = partsOf(entry);
  const bare = name.replace(/^\*\./, "");
  const portIsRight = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  if (
    !/[\s/@?#\\%]/.test(entry) &&
    /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/.test(bare) &&
    portIsRight
  )
    return null;
  return `“${entry}” is no host. Write it like api.example.com, *.example.com or api.example.com:8443.`;
}

function partsOf(entry: string): { name: string; port: string | undefined } {
  const [, name = "", port] = /^(.*?)(?::(\d{1,5}))?$/.exec(entry.trim()) ?? [];
  const below = name.startsWith("*.");
  const plain = plainHost(below ? name.slice(2) : name);
  return { name: below ? `*.${plain}` : plain, port };
}

/** Lower case, without the dot at its end, as the network writes it. */
function plainHost(host: string): string {
  const lower = host.trim().toLowerCase().replace(/\.$/, "");
  if (lower.includes(":")) return lower.startsWith("[") ? lower : `[${lower}]`;
  return domainToASCII(lower) || lower;
}
