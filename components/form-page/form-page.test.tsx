import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, test } from "vitest";
import type { PublicForm } from "@/server/workflows/read-form";
import { FormPage } from "./form-page";

const form: PublicForm = {
  state: "open",
  organization: { name: "Example Ltd", brandColor: "#ffe14d" },
  title: "Tell us",
  intro: "We answer within a day.",
  thanks: "Thank you.",
  fields: [
    { key: "email", label: "Your address", type: "email", required: true },
    { key: "amount", label: "Amount", type: "money" },
    { key: "why", label: "Why", type: "long-text" },
    { key: "kind", label: "Kind", type: "choice", options: ["New", "Used"], required: true },
    { key: "agreed", label: "I agree", type: "boolean" },
    { key: "day", label: "Day", type: "date" },
  ],
};

/** As it arrives at a browser without scripts. */
function show(changes: Partial<PublicForm> = {}, sent = false): void {
  document.body.innerHTML = renderToStaticMarkup(
    <FormPage form={{ ...form, ...changes }} token="secret" sent={sent} submissionId="once" />,
  );
}

beforeEach(() => {
  document.body.innerHTML = "";
});

describe("the hosted form", () => {
  test("posts to its own address by itself, and names each submission", () => {
    show();
    const element = document.querySelector("form");
    expect(element?.getAttribute("method")).toBe("post");
    expect(element?.getAttribute("action")).toBe("/f/secret");
    expect(document.querySelector<HTMLInputElement>("input[name=_submission]")?.value).toBe("once");
    expect(document.querySelectorAll("button[type=submit]")).toHaveLength(1);
  });

  test("every field has its label and says what a browser has to ask for", () => {
    show();
    for (const field of form.fields) {
      const control = document.querySelector<HTMLInputElement>(`[name=${field.key}]`);
      const label = document.querySelector(`label[for="${control?.id}"]`);
      expect(label?.textContent).toContain(field.label);
      expect(control?.hasAttribute("required")).toBe(field.required === true);
    }
    expect(document.querySelector("[name=email]")?.getAttribute("type")).toBe("email");
    expect([...document.querySelectorAll("[name=kind] option")].map((each) => each.textContent)).toEqual([
      "Choose one",
      "New",
      "Used",
    ]);
  });

  test("wears the organization's colour, with words that read on it", () => {
    show();
    expect(document.querySelector("header")?.textContent).toBe("Example Ltd");
    expect(document.querySelector("div")?.getAttribute("style")).toBe("--brand:#ffe14d;--on-brand:#000000");
  });

  test("thanks once it was sent", () => {
    show({}, true);
    expect(document.querySelector("[role=status]")?.textContent).toContain("Thank you.");
    expect(document.querySelector("form")).toBeNull();
  });

  test("paused, it says that things are kept and still takes them; closed, it takes nothing", () => {
    show({ state: "paused" });
    expect(document.querySelector("[role=note]")?.textContent).toContain("This form is paused");
    expect(document.querySelector("form")).not.toBeNull();
    show({ state: "closed", fields: [] });
    expect(document.body.textContent).toContain("This form is closed");
    expect(document.querySelector("form")).toBeNull();
  });
});
