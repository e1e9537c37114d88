import { expect, test } from "vitest";
import { httpConfig } from "@/server/connectors/http/settings";
import { openapiConfig } from "@/server/connectors/openapi/settings";
import { smtpConfig } from "@/server/connectors/smtp/settings";
import { stripeConfig } from "@/server/connectors/stripe/settings";
import { asked, CONNECTORS, fromEntries, toEntries } from "./connectors";

const [smtp, http] = CONNECTORS;

test("what is entered is sent as what it is, and empty entries are left out", () => {
  const entries = {
    host: " mail.example.com ",
    port: "2525",
    encryption: "",
    from: "",
    allowedHosts: "10.1.2.3, intranet.example:8443",
  };
  expect(fromEntries(smtp?.config ?? [], entries)).toEqual({
    host: "mail.example.com",
    port: 2525,
    allowedHosts: ["10.1.2.3", "intranet.example:8443"],
  });
});

test.each([
  ["smtp", smtpConfig],
  ["http", httpConfig],
  ["stripe", stripeConfig],
  ["openapi", openapiConfig],
])("the form of a connection asks for what the server takes: %s", (id, schema) => {
  const asked = CONNECTORS.find((connector) => connector.id === id)?.config.map(({ path }) => path);
  expect(asked).toEqual(Object.keys(schema.shape));
});

test("what depends on another setting is asked for and sent only with it", () => {
  const fields = smtp?.config ?? [];
  const entries = { reports: "failures", reportHours: "6", returnAddress: "bounces@example.com" };
  expect(fromEntries(fields, entries)).toEqual({ ...entries, reportHours: 6 });
  expect(fromEntries(fields, { ...entries, reports: "none" })).toEqual({ reports: "none" });
  expect(asked(fields, {}).map(({ path }) => path)).not.toContain("reportHours");
});

test("what stands is shown and sent back unchanged", () => {
  const standing = {
    baseUrl: "https://api.example.com",
    honoursIdempotencyKey: true,
    allowedHosts: ["10.0.0.1"],
  };
  const fields = http?.config ?? [];
  expect(fromEntries(fields, toEntries(fields, standing))).toEqual(standing);
});

test("blanks that belong to a password stay", () => {
  const fields = smtp?.secrets[0]?.fields ?? [];
  expect(fromEntries(fields, { user: "me", password: " blank " })).toEqual({
    user: "me",
    password: " blank ",
  });
});

test("a port that is no number reaches the server as it is, which says so", () => {
  expect(fromEntries(smtp?.config ?? [], { port: "many" })).toEqual({ port: "many" });
});
