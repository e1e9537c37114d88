import { expect, test } from "vitest";
import { decryptSecret, EnterSecretAgain, encryptSecret } from ".";

const owner = { organizationId: "a", id: "1" };

test("a secret opens for its owner alone", () => {
  const stored = encryptSecret(owner, "whsec_test");
  expect(stored).not.toContain("whsec");
  expect(decryptSecret(owner, stored)).toBe("whsec_test");
  for (const other of [
    { organizationId: "b", id: "1" },
    { organizationId: "a", id: "2" },
  ]) {
    expect(() => decryptSecret(other, stored)).toThrow(EnterSecretAgain);
  }
});

test("what was altered does not open", () => {
  const stored = encryptSecret(owner, "whsec_test");
  const altered = `${stored.slice(0, -2)}${stored.endsWith("AA") ? "BB" : "AA"}`;
  expect(() => decryptSecret(owner, altered)).toThrow(EnterSecretAgain);
  expect(() => decryptSecret(owner, "")).toThrow(EnterSecretAgain);
});
