import { shorten } from "@/workflow/expressions/words";
import { type Executor, NeedsMending } from "@/workflow/ports";
import { wantEffect } from "../../effects";
import { requireText } from "../../resolve";
import type { SendEmailConfig } from "./definition";

/** Plainly one address: what else is wrong with it, only its mail server knows. */
const ADDRESS = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/;

export const sendEmailExecutor: Executor<SendEmailConfig> = {
  async run(call) {
    const { config } = call;
    const to = requireText({ value: config.to, call, field: "to", label: "To" }).trim();
    if (!ADDRESS.test(to)) throw new NeedsMending(`“${shorten(to, 80)}” is not an email address.`, "to");
    const subject = shorten(
      requireText({ value: config.subject, call, field: "subject", label: "Subject" }),
      250,
    );
    const text = requireText({ value: config.text, call, field: "text", label: "Text" });
    return wantEffect({
      action: "smtp.send-email",
      connectionId: config.connectionId,
      input: { to, subject, text },
      summary: `Email ${to}: ${subject}`,
    });
  },
};
