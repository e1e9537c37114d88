import { inOrganization } from "@/server/db/in-organization";
import { findEndpoint } from "@/server/intake/endpoints";
import { readSettings } from "@/server/organization/settings";
import { formDefinition } from "@/workflow/nodes/1-trigger/form/definition";
import type { InputField } from "@/workflow/nodes/settings";

/** A hosted form as strangers see it. */
export type PublicForm = {
  /** "paused": what is sent is kept and handled later. "closed": nothing is taken any more. */
  state: "open" | "paused" | "closed";
  organization: { name: string; brandColor: string };
  title: string;
  intro: string;
  thanks: string;
  fields: InputField[];
};

/**
 * The published form at an address, for anybody who has the address.
 * @returns null when there is none: a wrong address, or no form.
 */
export async function readPublicForm(token: string): Promise<PublicForm | null> {
  const endpoint = await findEndpoint(token, Date.now());
  if (endpoint?.kind !== "form") return null;
  const config = formDefinition.config.safeParse(endpoint.trigger);
  const { name, brandColor } = await inOrganization(endpoint.organizationId, readSettings);
  const takes =
    config.success && (endpoint.workflowStatus === "live" || endpoint.workflowStatus === "paused");
  return {
    state: !takes ? "closed" : endpoint.workflowStatus === "paused" ? "paused" : "open",
    organization: { name, brandColor },
    title: config.data?.title ?? "",
    intro: config.data?.intro ?? "",
    thanks: config.data?.thanks ?? "",
    fields: takes ? (config.data?.fields ?? []) : [],
  };
}
