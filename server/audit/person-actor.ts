import type { Actor } from "./append";

/** A signed-in person as the audit log names them. */
export function personActor(person: { id: string; name: string }): Actor {
  return { kind: "person", id: person.id, name: person.name };
}
