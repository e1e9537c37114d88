import pg from "pg";
import { env } from "@/server/env";
import { reportError } from "@/server/report-error";

const RETRY_MS = 1_000;

export type Listening = { stop(): Promise<void> };

/**
 * Hears notifications on a connection of its own and keeps it up. What is sent while the connection is lost
 * is lost too, so `onConnected` is called each time it stands (again): look for yourself then.
 * Resolves once the first attempt has ended, whether it stood or not.
 */
export async function listen(options: {
  role: "app" | "engine";
  /** What to do with a payload, by channel. Channel names are ours, never from input. */
  channels: { readonly [channel: string]: (payload: string) => void };
  onConnected?: () => void;
}): Promise<Listening> {
  const listener = new Listener(options);
  await listener.open();
  return listener;
}

class Listener implements Listening {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly options: Parameters<typeof listen>[0]) {}

  async open(): Promise<void> {
    const { role, channels, onConnected } = this.options;
    const { HANDOFF_APP_DATABASE_URL, HANDOFF_ENGINE_DATABASE_URL } = env();
    const client = new pg.Client({
      connectionString: role === "app" ? HANDOFF_APP_DATABASE_URL : HANDOFF_ENGINE_DATABASE_URL,
      application_name: `handoff-listen-${role}`,
      keepAlive: true,
    });
    this.client = client;
    client.on("notification", ({ channel, payload }) => attempt(() => channels[channel]?.(payload ?? "")));
    // The end of the connection follows, and is what is acted on.
    client.on("error", () => undefined);
    client.on("end", () => this.lost(client));
    try {
      await client.connect();
      for (const channel of Object.keys(channels)) await client.query(`LISTEN ${channel}`);
      if (onConnected) attempt(onConnected);
    } catch (error) {
      reportError(error);
      client.end().catch(() => undefined);
      this.lost(client);
    }
  }

  private lost(client: pg.Client): void {
    if (this.stopped || this.client !== client || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      void this.open();
    }, RETRY_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportError(error);
  }
}
