import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { egress, isInside } from "./egress";

describe("the way out", () => {
  const server = createServer((_, response) =>
    response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  );
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "100.64.0.1",
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
  ])("%s is inside", (address) => expect(isInside(address)).toBe(true));

  test.each(["8.8.8.8", "1.1.1.1", "2606:4700::1111"])("%s is outside", (address) =>
    expect(isInside(address)).toBe(false),
  );

  test.each(["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])(
    "%s is refused at connect",
    async (host) => {
      await expect(request(`http://${host}:${port}/`, { dispatcher: egress() })).rejects.toThrow(
        /inside this network/,
      );
    },
  );

  test("what is allowed is reached, and a redirect is not followed", async () => {
    const response = await request(`http://127.0.0.1:${port}/`, {
      dispatcher: egress([`127.0.0.1:${port}`]),
    });
    expect(response.statusCode).toBe(302);
    await response.body.dump();
  });
});
