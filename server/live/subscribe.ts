import { type Listening, listen } from "@/server/db/listen";
import type { Topic } from "@/server/db/tx";
import { reportError } from "@/server/report-error";
import { LIVE_CHANNEL, type LiveMessage } from "./publish";

type Listener = (message: LiveMessage) => void;

/** Screens by organization: a message never reaches a listener of another one. */
const listeners = new Map<string, Set<Listener>>();
let listening: Promise<Listening> | undefined;

const TOPICS: { readonly [topic in Topic]: true } = {
  runs: true,
  reviews: true,
  workflows: true,
  audit: true,
  records: true,
  operations: true,
  settings: true,
};

/**
 * Hears what changes in one organization, from the moment the promise resolves. One database connection
 * serves the whole process. Messages sent while it was lost are lost: once it is back, each listener is told
 * that anything may have changed (every topic, without ids), so that screens read anew.
 * @returns ends the subscription
 */
export async function subscribeLive(organizationId: string, listener: Listener): Promise<() => void> {
  const mine = listeners.get(organizationId) ?? new Set();
  mine.add(listener);
  listeners.set(organizationId, mine);
  listening ??= startListening();
  await listening;
  return () => {
    mine.delete(listener);
    if (mine.size === 0 && listeners.get(organizationId) === mine) listeners.delete(organizationId);
  };
}

function startListening(): Promise<Listening> {
  let before = false;
  const onConnected = () => {
    if (before) tellEverything();
    before = true;
  };
  return listen({ role: "app", channels: { [LIVE_CHANNEL]: deliver }, onConnected });
}

/** Ends the process's connection; for tests and for shutting down. */
export async function stopLive(): Promise<void> {
  const open = listening;
  listening = undefined;
  listeners.clear();
  await (await open)?.stop();
}

function tellEverything(): void {
  for (const organizationId of listeners.keys()) {
    for (const topic of Object.keys(TOPICS) as Topic[]) send({ organizationId, topic });
  }
}

function deliver(payload: string): void {
  for (const message of JSON.parse(payload) as LiveMessage[]) send(message);
}

function send(message: LiveMessage): void {
  for (const listener of listeners.get(message.organizationId) ?? []) {
    try {
      listener(message);
    } catch (error) {
      reportError(error);
    }
  }
}
