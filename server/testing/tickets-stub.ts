import { isJsonObject, type JsonObject } from "@/workflow/json";
import { startMoody } from "./moody-server";

/** A system of tickets on loopback: made by POST, changed by PATCH, closed by a POST of their own, removed by DELETE. */
export async function startTickets(options: { port?: number } = {}) {
  const tickets = new Map<string, JsonObject>([["/tickets/1", { id: 1, state: "open" }]]);
  const moody = await startMoody(({ method, url, body }, keep) => {
    const path = url.split("?")[0] ?? "";
    const sent = isJsonObject(body) ? body : {};
    if (method === "POST" && path === "/tickets") {
      const ticket = { ...sent, id: tickets.size + 1, state: "open" };
      if (keep) tickets.set(`/tickets/${ticket.id}`, ticket);
      return { status: 201, body: ticket };
    }
    const at = path.replace(/\/close$/, "");
    const standing = tickets.get(at);
    if (!standing) return { status: 404, body: { message: "No such ticket" } };
    if (method === "GET") return { status: 200, body: standing };
    if (method === "DELETE") {
      if (keep) tickets.delete(at);
      return { status: 204, body: null };
    }
    const changed = { ...standing, ...sent, ...(path === at ? {} : { state: "closed" }) };
    if (keep) tickets.set(at, changed);
    return { status: 200, body: changed };
  }, options);
  return Object.assign(moody, { tickets });
}
