import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { CrashMessage } from "./crash-worker";

/** The program that is killed, and what starts it; see `bundleCrashWorker`. */
export type CrashBundle = { file: string; starter: string; dispose(): void };

/** Its settings alone: a process that copies its environment, as the SDK does, pays for each variable. */
const SETTINGS = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith("HANDOFF_") || name === "DATABASE_URL"),
);

type Answer = { ok: boolean; why?: string };
type Order = CrashMessage extends infer Each
  ? Each extends { id: number }
    ? Omit<Each, "id">
    : never
  : never;

/** One life of the process. */
export class CrashProcess {
  /** What it said when it reached a failpoint that does something. */
  readonly reached: string[] = [];
  private said = "";
  private readonly answers = new Map<number, (answer: Answer | null) => void>();
  private asked = 0;
  private port: number | undefined;
  private ready: () => void = () => undefined;
  private readonly child: ChildProcess;
  private readonly up = new Promise<void>((resolve) => {
    this.ready = resolve;
  });
  /** Resolves with how it ended. */
  readonly end: Promise<{ killed: boolean }>;
  alive = true;

  constructor(
    bundle: CrashBundle,
    readonly failpoints: string,
  ) {
    this.child = spawn(process.execPath, [bundle.starter, bundle.file], {
      env: { ...SETTINGS, NODE_ENV: "test", HANDOFF_FAILPOINTS: failpoints },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.child.on("message", (message: { port: number } | ({ id: number } & Answer)) => {
      if ("port" in message) {
        this.port = message.port;
        this.ready();
        return;
      }
      this.answers.get(message.id)?.(message);
    });
    this.child.stderr?.on("data", (text: Buffer) => {
      this.said = `${this.said}${text}`.slice(-20_000);
      this.reached.push(
        ...[...text.toString().matchAll(/^failpoint (.+)$/gm)].flatMap(([, line]) => line ?? []),
      );
    });
    this.end = new Promise((resolve) => {
      this.child.once("close", (_code, signal) => {
        this.alive = false;
        this.ready();
        for (const answer of this.answers.values()) answer(null);
        resolve({ killed: signal === "SIGKILL" });
      });
    });
  }

  /** What it complained about, for whoever looks for the cause of a failure. */
  get complaints(): string {
    return this.said;
  }

  /** Until then it only gets ready, and takes no work. */
  begin(): void {
    this.child.send({ do: "begin" }, () => undefined);
  }

  /** Where it takes events in, once it runs; undefined when it died before. */
  async address(): Promise<string | undefined> {
    await this.up;
    return this.port === undefined || !this.alive ? undefined : `http://127.0.0.1:${this.port}`;
  }

  /** Has it do something for a person. @returns null when it died over it: nobody knows whether it was done */
  async order(order: Order): Promise<Answer | null> {
    await this.up;
    if (!this.alive) return null;
    const id = ++this.asked;
    const answered = new Promise<Answer | null>((resolve) => this.answers.set(id, resolve));
    this.child.send({ ...order, id }, () => undefined);
    const answer = await answered;
    this.answers.delete(id);
    return answer;
  }

  /** Has it end by itself, and leave its compiled code to those that come after it. */
  async leave(): Promise<void> {
    this.child.send({ do: "leave" }, () => undefined);
    await this.end;
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.end;
  }

  /** @returns whether it ended within this time */
  async endsWithin(ms: number): Promise<boolean> {
    return Promise.race([this.end.then(() => true), pause(ms, false, { ref: false })]);
  }
}
