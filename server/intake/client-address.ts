import { isIP, isIPv6 } from "node:net";

/** This machine itself, where a proxy may stand that knows who really asks. */
export function isLoopback(address: string): boolean {
  const plain = withoutMapping(address);
  return plain === "::1" || (isIP(plain) === 4 && plain.startsWith("127."));
}

/**
 * Who is asking, as an address: the connection's, unless a proxy on this machine says otherwise. Such a proxy adds
 * whom it heard at the end; what stands before that, the client may have made up.
 * @param peer the other end of the connection
 */
export function clientAddress(peer: string, forwardedFor: string | undefined): string {
  if (!isLoopback(peer)) return withoutMapping(peer);
  const last = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  return isIP(last) === 0 ? withoutMapping(peer) : withoutMapping(last);
}

/** What is counted together: an IPv4 address, or the IPv6 /64 that one household has to itself. */
export function addressBucket(address: string): string {
  const plain = withoutMapping(address);
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(Math.max(gap, 0)).fill("0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/** `::ffff:192.0.2.1` is 192.0.2.1. */
function withoutMapping(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  return mapped ?? address;
}
