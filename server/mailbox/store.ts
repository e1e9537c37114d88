import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** One message as it arrived. Everything in it is the sender's text: escape it before it is shown. */
export type Mail = {
  id: string;
  /** When it arrived, ISO 8601. */
  at: string;
  from: string;
  /** Who it was delivered to (the envelope, so blind copies too). */
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  attachments: { name: string; type: string; bytes: number }[];
};

const isId = (id: string) => /^[0-9a-z]{9}-[0-9a-f]{12}$/.test(id);

/** Messages on disk, one file each, the newest `limit` of them. Ids sort by time of arrival. */
export class MailStore {
  private newestFirst: Mail[] = [];
  private last = 0;

  private constructor(
    private readonly folder: string,
    private readonly limit: number,
  ) {}

  static async open(folder: string, limit = 500): Promise<MailStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const store = new MailStore(folder, limit);
    const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
    for (const file of files.slice(-limit)) {
      store.newestFirst.unshift(JSON.parse(await readFile(join(folder, file), "utf8")) as Mail);
    }
    for (const file of files.slice(0, -limit)) await rm(join(folder, file), { force: true });
    return store;
  }

  /** Keeps a message; it is on disk when this resolves. */
  async add(mail: Omit<Mail, "id" | "at">): Promise<Mail> {
    // Two messages within a millisecond must still sort in the order they came.
    this.last = Math.max(Date.now(), this.last + 1);
    const kept: Mail = {
      id: `${this.last.toString(36).padStart(9, "0")}-${randomBytes(6).toString("hex")}`,
      at: new Date(this.last).toISOString(),
      ...mail,
    };
    const path = this.path(kept.id);
    await writeFile(`${path}.part`, JSON.stringify(kept), { mode: 0o600 });
    await rename(`${path}.part`, path);
    this.newestFirst.unshift(kept);
    for (const old of this.newestFirst.splice(this.limit)) await rm(this.path(old.id), { force: true });
    return kept;
  }

  /** Newest first; only those delivered to `to` when it is given. */
  list(to?: string): readonly Mail[] {
    if (!to) return this.newestFirst;
    const wanted = to.toLowerCase();
    return this.newestFirst.filter((mail) => mail.to.some((address) => address.toLowerCase() === wanted));
  }

  find(id: string): Mail | undefined {
    return isId(id) ? this.newestFirst.find((mail) => mail.id === id) : undefined;
  }

  private path(id: string): string {
    return join(this.folder, `${id}.json`);
  }
}
