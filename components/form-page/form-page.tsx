import type { CSSProperties, ReactNode } from "react";
import type { PublicForm } from "@/server/workflows/read-form";
import { FormField } from "./form-field";
import { readableOn } from "./readable-on";

/**
 * The form strangers fill in: plain HTML that posts to its own address. `submissionId` makes a double click
 * one submission.
 */
export function FormPage(props: { form: PublicForm; token: string; sent: boolean; submissionId: string }) {
  const { form, token, sent } = props;
  if (sent) {
    return (
      <Frame form={form}>
        <div role="status">
          <h1 className="font-semibold text-xl">Sent</h1>
          <p className="mt-3 whitespace-pre-line text-base leading-7">
            {form.thanks || "Thank you. We have received it."}
          </p>
        </div>
        {form.state !== "closed" && (
          <a href={`/f/${token}`} className="mt-8 inline-block text-sm underline underline-offset-4">
            Send another
          </a>
        )}
      </Frame>
    );
  }
  if (form.state === "closed") {
    return (
      <Frame form={form}>
        <h1 className="font-semibold text-xl">This form is closed</h1>
        <p className="mt-3 text-base leading-7">
          It takes nothing new. Ask {form.organization.name} where to turn instead.
        </p>
      </Frame>
    );
  }
  return (
    <Frame form={form}>
      <h1 className="font-semibold text-xl">{form.title}</h1>
      {form.intro && <p className="mt-2 whitespace-pre-line text-base text-muted leading-7">{form.intro}</p>}
      {form.state === "paused" && (
        <p role="note" className="mt-5 border-state-waiting border-l-2 pl-3 text-sm leading-6">
          This form is paused. What you send is kept, and handled as soon as it is taken up again.
        </p>
      )}
      <form method="post" action={`/f/${token}`} className="mt-8 flex flex-col gap-5">
        <input type="hidden" name="_submission" value={props.submissionId} />
        {form.fields.map((field) => (
          <FormField key={field.key} field={field} />
        ))}
        <button
          type="submit"
          className="mt-3 h-11 rounded-md bg-(--brand) px-5 font-medium text-(--on-brand) text-base hover:opacity-90 sm:self-start"
        >
          Send
        </button>
      </form>
    </Frame>
  );
}

/** The organization's name and colour around whatever is said. */
function Frame({ form, children }: { form: PublicForm; children: ReactNode }) {
  const { name, brandColor } = form.organization;
  const brand = { "--brand": brandColor, "--on-brand": readableOn(brandColor) } as CSSProperties;
  return (
    <div style={brand} className="min-h-dvh bg-panel">
      <header className="bg-(--brand) text-(--on-brand)">
        <p className="mx-auto max-w-xl px-5 py-4 font-semibold text-base">{name}</p>
      </header>
      <main className="mx-auto max-w-xl px-5 pt-10 pb-20">{children}</main>
    </div>
  );
}
