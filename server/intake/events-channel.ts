/** The router (server/runs) listens here for events that wait. */
export const EVENTS_CHANNEL = "handoff_events";
