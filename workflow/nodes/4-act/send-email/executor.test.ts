import { expect, it } from "vitest";
import type { Value } from "@/workflow/expressions/schema";
import { surroundings } from "../../testing";
import type { SendEmailConfig } from "./definition";
import { sendEmailExecutor } from "./executor";

const words = (text: string): Value => ({ kind: "text", segments: [{ kind: "text", text }] });
const chip = (path: string, fallback?: string): Value => ({
  kind: "text",
  segments: [{ kind: "reference", reference: { from: "event", path: [path] }, fallback }],
});

const config: SendEmailConfig = {
  connectionId: "mail",
  to: chip("email"),
  subject: words("Your request"),
  text: chip("name", "Hello"),
};

const send = (event: Record<string, string>, change: Partial<SendEmailConfig> = {}) =>
  sendEmailExecutor.run({ config: { ...config, ...change }, ...surroundings({ event }) });

it("wants exactly this sent", async () => {
  expect(await send({ email: " kim@example.com ", name: "Kim" })).toEqual({
    kind: "effect",
    request: {
      action: "smtp.send-email",
      connectionId: "mail",
      input: { to: "kim@example.com", subject: "Your request", text: "Kim" },
      summary: "Email kim@example.com: Your request",
    },
  });
});

it("uses a chip's fallback where its value is missing", async () => {
  expect(await send({ email: "kim@example.com" })).toMatchObject({ request: { input: { text: "Hello" } } });
});

it("keeps a subject on one line, so that it cannot add headers", async () => {
  const outcome = await send({ email: "kim@example.com" }, { subject: words("Hi\r\nBcc: all@example.com") });
  expect(outcome).toMatchObject({ request: { input: { subject: "Hi Bcc: all@example.com" } } });
});

it.each([
  "nobody",
  "a@example.com, b@example.com",
  "Kim <kim@example.com>",
  "kim@example.com\r\nBcc: b@example.com",
])("needs mending for the address %j", async (email) => {
  await expect(send({ email })).rejects.toMatchObject({ name: "NeedsMending", field: "to" });
});

it("needs mending where a chip has neither value nor fallback", async () => {
  await expect(send({ email: "kim@example.com" }, { text: chip("name") })).rejects.toMatchObject({
    field: "text",
    message: "“Text” needs “name”, which is missing in this run.",
  });
});
