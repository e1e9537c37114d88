import { BlockList, isIP } from "node:net";

/** Never reachable, whatever a connection allows: the machine's own metadata, "any", broadcast, multicast. */
const NEVER = subnets([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "192.0.0.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
  // IPv4 wrapped so that other machines unwrap it: NAT64, 6to4, Teredo, IPv4-compatible.
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "2002::/16",
  "2001::/32",
]);

/** Our own network: reachable only where an admin has named the address. */
const OWN = subnets([
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "::1/128",
  "fc00::/7",
]);

/**
 * Whether a connection may talk to this address.
 * @param address an IPv4 or IPv6 address; anything else is not allowed
 * @param allowed addresses or networks ("10.1.0.0/16") in our own network that the connection may reach
 */
export function isReachable(address: string, allowed: readonly string[]): boolean {
  const family = familyOf(address);
  if (family === null || NEVER.check(address, family)) return false;
  return !OWN.check(address, family) || subnets(allowed.filter(isAddressOrNetwork)).check(address, family);
}

/** "10.1.2.3", "10.1.0.0/16", "::1". */
export function isAddressOrNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const family = isIP(address);
  return family === 0 ? null : family === 4 ? "ipv4" : "ipv6";
}

function subnets(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = familyOf(address) ?? "ipv4";
    list.addSubnet(address, bits === undefined ? (family === "ipv4" ? 32 : 128) : Number(bits), family);
  }
  return list;
}
