import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Button } from "./button";
import { Field } from "./field";
import { Input } from "./input";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: ReturnType<typeof createRoot>;
beforeEach(() => {
  document.body.innerHTML = "<div id=app></div>";
  root = createRoot(document.getElementById("app") as HTMLElement);
});
afterEach(() => act(() => root.unmount()));

const show = (errors: { name?: string; address?: string }, sending = false) =>
  act(() =>
    root.render(
      <form>
        <Field id="name" label="Name" error={errors.name}>
          <Input id="name" />
        </Field>
        <Field id="address" label="Address" error={errors.address}>
          <Input id="address" />
        </Field>
        <Button type="submit" loading={sending}>
          Connect
        </Button>
      </form>,
    ),
  );
const button = () => document.querySelector("button") as HTMLButtonElement;

test("a form that was refused leads to the first control that is wrong", () => {
  show({});
  button().focus();
  show({ name: "Give it a name.", address: "Give the whole address." });
  expect(document.activeElement?.id).toBe("name");
  expect(document.querySelector("#name-error")?.textContent).toBe("Give it a name.");
});

test("whoever is typing is left where they are", () => {
  show({});
  document.getElementById("address")?.focus();
  show({ name: "Give it a name." });
  expect(document.activeElement?.id).toBe("address");
});

test("a button keeps the focus while what it began is under way, and takes no second press", () => {
  show({});
  button().focus();
  show({}, true);
  expect(document.activeElement).toBe(button());
  expect(button().getAttribute("aria-disabled")).toBe("true");
  let sent = 0;
  document.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    sent += 1;
  });
  act(() => button().click());
  expect(sent).toBe(0);
  show({});
  act(() => button().click());
  expect(sent).toBe(1);
});
