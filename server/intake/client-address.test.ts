import { expect, test } from "vitest";
import { addressBucket, clientAddress } from "./client-address";

test("who is asking comes from the connection, whatever a header claims", () => {
  expect(clientAddress("203.0.113.7", "198.51.100.1")).toBe("203.0.113.7");
  expect(clientAddress("::ffff:203.0.113.7", undefined)).toBe("203.0.113.7");
});

test("a proxy on this machine is believed about whom it heard, and nothing else of the header is", () => {
  for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    expect(clientAddress(peer, "198.51.100.1, 203.0.113.7")).toBe("203.0.113.7");
    expect(clientAddress(peer, "2001:db8::1")).toBe("2001:db8::1");
  }
  expect(clientAddress("127.0.0.1", "unknown")).toBe("127.0.0.1");
  expect(clientAddress("127.0.0.1", undefined)).toBe("127.0.0.1");
});

test("addresses of one IPv6 /64 count as one, those of another do not", () => {
  const buckets = ["2001:db8:0:1::1", "2001:0db8:0:1:ffff::2", "2001:db8:0:1:a:b:c:d"].map(addressBucket);
  expect(new Set(buckets)).toEqual(new Set(["2001:db8:0:1::/64"]));
  expect(addressBucket("2001:db8:0:2::1")).toBe("2001:db8:0:2::/64");
  expect(addressBucket("::1")).toBe("0:0:0:0::/64");
  expect(addressBucket("::ffff:203.0.113.7")).toBe("203.0.113.7");
});
