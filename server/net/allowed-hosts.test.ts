import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isListed, problemOfHost, reachOnly } from "./allowed-hosts";
import { egress, keptEgress } from "./egress";

describe("a list of hosts", () => {
  test.each([
    [[], "anything.example", true],
    [["api.example.com"], "api.example.com", true],
    [["API.Example.com."], "api.example.com", true],
    [["api.example.com"], "api.example.com.", true],
    [["api.example.com"], "evil-api.example.com", false],
    [["example.com"], "api.example.com", false],
    [["*.example.com"], "api.eu.example.com", true],
    [["*.example.com"], "example.com", false],
    [["*.example.com"], "notexample.com", false],
    [["*.example.com"], ".example.com", false],
    [["münchen.example"], "xn--mnchen-3ya.example", true],
    [["api.example.com:443"], "api.example.com", true],
    [["api.example.com:8443"], "api.example.com", false],
    [["[2001:db8::1]"], "2001:db8::1", true],
  ])("%j: %s is reached: %s", (list, host, reached) => expect(isListed(list, host, "443")).toBe(reached));

  test.each(["https://example.com", "a b", "", "example.com/path", "*", "*.", "a:99999", "user@example.com"])(
    "cannot have “%s”",
    (entry) => expect(problemOfHost(entry)).toContain("is no host"),
  );
  test.each(["example.com", "*.example.com", "10.1.2.3:8080", "münchen.example", "[2001:db8::1]:443"])(
    "can have “%s”",
    (entry) => expect(problemOfHost(entry)).toBeNull(),
  );
});

describe("the way out of an organization", () => {
  const server = createServer((_, response) => response.end("reached"));
  let host = "";
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const get = (list: string[], make: () => ReturnType<typeof egress>) =>
    reachOnly(list, async () => (await request(`http://${host}/`, { dispatcher: make() })).body.text());

  test("leads to what its list names and nowhere else, also over connections that are kept open", async () => {
    for (const make of [() => egress(["127.0.0.1"]), () => keptEgress(["127.0.0.1"])]) {
      expect(await get([], make)).toBe("reached");
      expect(await get([host], make)).toBe("reached");
      await expect(get(["api.example.com"], make)).rejects.toThrow(/is not among the hosts/);
    }
  });

  test("does not lead inside this network because its list says so: that is allowed on the connection", async () => {
    await expect(get(["127.0.0.1"], () => egress())).rejects.toThrow(/inside this network/);
  });
});
