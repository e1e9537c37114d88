import { lookup as resolve } from "node:dns";
import { BlockList, isIP } from "node:net";
import { Agent, buildConnector } from "undici";
import { HostNotListed, hostsThatCount, isListed } from "./allowed-hosts";

/** The address is one that must not be reached from here. Allow it on the connection if it is meant to be. */
export class AddressRefused extends Error {
  override name = "AddressRefused";
  constructor(host: string) {
    super(`${host} leads to an address inside this network. An admin can allow it on the connection.`);
  }
}

const inside = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  inside.addSubnet(network, prefix, "ipv4");
}
for (const [network, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  inside.addSubnet(network, prefix, "ipv6");
}

/** Whether an address belongs to this machine or network; IPv4 within IPv6 counts as the IPv4 it is. */
export function isInside(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return inside.check(address, "ipv4");
  if (family !== 6) return true;
  const mapped = /^::(?:ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? mappedFromHex(address);
  return mapped ? isInside(mapped) : inside.check(address, "ipv6");
}

function mappedFromHex(address: string): string | undefined {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!match) return undefined;
  const [high, low] = [Number.parseInt(match[1] ?? "0", 16), Number.parseInt(match[2] ?? "0", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/**
 * The one way out. Every address is checked when the connection is made, after names were resolved, so a name
 * that changes its mind in between gains nothing; redirects are not followed. Of an organization that has a list of hosts
 * (`reachOnly`), only those are reached.
 * @param allowed hosts ("127.0.0.1:8080" or "intranet.example") that are meant to be inside
 */
export function egress(allowed: readonly string[] = []): Agent {
  const listed = hostsThatCount();
  const connect = buildConnector({ timeout: 10_000 });
  return new Agent({
    headersTimeout: 25_000,
    bodyTimeout: 25_000,
    connect: (options, callback) => {
      const host = options.hostname.replace(/^\[|\]$/g, "");
      const port = options.port || (options.protocol === "https:" ? "443" : "80");
      if (!isListed(listed, host, String(port))) return callback(new HostNotListed(host), null);
      if (allowed.includes(host) || allowed.includes(`${host}:${port}`)) return connect(options, callback);
      const check = (address: string) => {
        if (isInside(address)) return callback(new AddressRefused(host), null);
        // Connect to the very address that was checked; the name stays for TLS.
        connect({ ...options, hostname: address, servername: isIP(host) ? undefined : host }, callback);
      };
      if (isIP(host)) return check(host);
      resolve(host, { all: true }, (error, addresses) => {
        if (error) return callback(error, null);
        const refused = addresses.find(({ address }) => isInside(address));
        const [first] = addresses;
        if (refused || !first) return callback(new AddressRefused(host), null);
        check(first.address);
      });
    },
  });
}

const MOST_KEPT = 100;
const kept = new Map<string, Agent>();

/** The same, with connections that stay open between requests. Addresses are checked whenever one is made. */
export function keptEgress(allowed: readonly string[] = []): Agent {
  const key = JSON.stringify([[...allowed].sort(), hostsThatCount()]);
  const agent = kept.get(key) ?? egress(allowed);
  kept.delete(key);
  kept.set(key, agent);
  if (kept.size > MOST_KEPT) {
    const [oldest] = kept;
    if (oldest) {
      kept.delete(oldest[0]);
      // What is under way over it comes to its end.
      oldest[1].close().catch(() => undefined);
    }
  }
  return agent;
}
