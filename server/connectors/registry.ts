import { collections } from "./collections";
import type { ActionDescriptor, Connector } from "./define";
import { http } from "./http";
import { openapi } from "./openapi";
import { smtp } from "./smtp";
import { stripe } from "./stripe";
import { workflows } from "./workflows";

/** Every kind of system there is; a new one is a folder and a line here. */
const CONNECTORS: readonly Connector[] = [collections, workflows, smtp, http, openapi, stripe];

const ACTIONS: ReadonlyMap<string, ActionDescriptor> = new Map(
  CONNECTORS.flatMap(({ actions }) => actions.map((action) => [action.id, action])),
);

/** Every action that sends words to people. */
export function messageActions(): readonly ActionDescriptor[] {
  return [...ACTIONS.values()].filter(({ message }) => message !== undefined);
}

/** The action of this id, e.g. "collections.update-record"; undefined when it is not known here. */
export function actionOf(id: string): ActionDescriptor | undefined {
  return ACTIONS.get(id);
}

export function connectorOf(id: string): Connector | undefined {
  return CONNECTORS.find((connector) => connector.id === id);
}
