import { defineConnector } from "../define";
import { startWorkflow } from "./start-workflow";

/** Our own workflows. They stand in the same database, so they need no connection. */
export const workflows = defineConnector({
  id: "workflows",
  label: "Workflows",
  config: null,
  secret: null,
  actions: [startWorkflow],
});
