import { expect, test } from "vitest";
import { PATH_HEADER, returnPath, signInPath } from "./return-path";

test.each(["/runs/1?step=2#output", "/workflows", "/inbox?view=open"])("%s is kept", (path) => {
  expect(returnPath(path)).toBe(path);
});

test.each([
  "https://elsewhere.example/",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "/\t/elsewhere.example",
  "/\n/elsewhere.example",
  "/.//elsewhere.example",
  "javascript:alert(1)",
  "runs",
  "",
])("%j leads to another site or nowhere, so the inbox it is", (path) => {
  expect(returnPath(path)).toBe("/inbox");
});

test.each(["/sign-in", "/sign-in?next=/sign-in", "/api/live"])("%s is no page to come back to", (path) => {
  expect(returnPath(path)).toBe("/inbox");
});

test("nothing, or several, is the inbox", () => {
  expect(returnPath(undefined)).toBe("/inbox");
  expect(returnPath(["/runs", "/audit"])).toBe("/inbox");
});

test("sign-in is asked to lead back to what was asked for", () => {
  const headers = new Headers({ [PATH_HEADER]: "/runs/1?step=2" });
  expect(signInPath(headers)).toBe("/sign-in?next=%2Fruns%2F1%3Fstep%3D2");
  expect(signInPath(new Headers())).toBe("/sign-in");
});
