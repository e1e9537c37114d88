import { describe, expect, test } from "vitest";
import { isAddressOrNetwork, isReachable } from "./addresses";

describe("addresses a connection may reach", () => {
  test.each(["8.8.8.8", "2606:4700::1111"])("%s is outside, so it may", (address) => {
    expect(isReachable(address, [])).toBe(true);
  });

  test.each([
    "127.0.0.1",
    "10.0.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
  ])("%s is our own network: only where it is named", (address) => {
    expect(isReachable(address, [])).toBe(false);
    expect(isReachable(address, ["203.0.113.9", "not-an-address"])).toBe(false);
    expect(isReachable(address, [address])).toBe(true);
  });

  test.each([
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "0.0.0.0",
    "::",
    "fe80::1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
  ])("%s never, named or not", (address) => {
    expect(isReachable(address, [address])).toBe(false);
  });

  test.each(["127.1", "2130706433", "localhost", ""])("“%s” is no address", (address) => {
    expect(isReachable(address, [])).toBe(false);
    expect(isAddressOrNetwork(address)).toBe(false);
  });

  test("a whole network can be named", () => {
    expect(isReachable("10.1.2.3", ["10.1.0.0/16"])).toBe(true);
    expect(isReachable("10.2.2.3", ["10.1.0.0/16"])).toBe(false);
  });
});
