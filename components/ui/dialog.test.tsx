import { act, useState } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Dialog } from "./dialog";
import { Field } from "./field";
import { Input } from "./input";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function Page() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" id="opener" onClick={() => setOpen(true)}>
        Connect
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="Connect a system">
        <Field id="name" label="Name">
          <Input id="name" />
        </Field>
      </Dialog>
    </>
  );
}

let root: ReturnType<typeof createRoot>;
beforeEach(() => {
  document.body.innerHTML = "<div id=app></div>";
  root = createRoot(document.getElementById("app") as HTMLElement);
  act(() => root.render(<Page />));
});
afterEach(() => act(() => root.unmount()));

const focused = () => document.activeElement?.id;

test("a dialog begins in its first field, and gives the focus back to what opened it", async () => {
  const opener = document.getElementById("opener") as HTMLElement;
  opener.focus();
  act(() => opener.click());
  await vi.waitFor(() => expect(focused()).toBe("name"));
  const cross = document.querySelector<HTMLElement>("[role=dialog] [aria-label=Close]");
  act(() => cross?.click());
  await vi.waitFor(() => expect(document.querySelector("[role=dialog]")).toBeNull());
  await vi.waitFor(() => expect(focused()).toBe("opener"));
});
