import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import type { CrashMessage } from "./crash-worker";

// Below the checkout, so that packages are found from there.
const root = join(import.meta.dirname, "..", "..");
const folder = join(root, ".handoff", "build");
const file = join(folder, `crash-worker-${process.pid}.mjs`);

/** What CommonJS packages expect around them. */
const FOR_COMMONJS = `
  import { createRequire as bundleRequire } from "node:module";
  import { dirname as bundleDirname } from "node:path";
  import { fileURLToPath as bundleFile } from "node:url";
  const require = bundleRequire(import.meta.url);
  const __filename = bundleFile(import.meta.url);
  const __dirname = bundleDirname(__filename);`;

/** Bundles the process that is killed, as the product's own are; gone again after `dispose`. */
export async function bundleCrashWorker(): Promise<{ dispose(): void }> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, "crash-worker.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // Packages too: it is started so often that finding them one by one would be half of what it does.
    external: ["pg-native", "@prisma/*"],
    banner: { js: FOR_COMMONJS },
    minify: true,
    alias: { "@": root },
    logLevel: "silent",
  });
  return { dispose: () => rmSync(file, { force: true }) };
}

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

  constructor(readonly failpoints: string) {
    this.child = spawn(process.execPath, [file], {
      env: { ...process.env, NODE_ENV: "test", HANDOFF_FAILPOINTS: failpoints },
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

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.end;
  }

  /** @returns whether it ended within this time */
  async endsWithin(ms: number): Promise<boolean> {
    return Promise.race([this.end.then(() => true), pause(ms, false, { ref: false })]);
  }
}
