import { mb } from "./numbers.mjs";
import { cpuOf, nameOf, postgresKind, pssOf, treeOf } from "./processes.mjs";

const CPU_EVERY_MS = 1_000;
const MEMORY_EVERY_MS = 3_000;
/** New processes are looked for less often: that means reading all of /proc. */
const TREE_EVERY = 4;

/**
 * Watches what a phase costs: CPU of each process by what it is, and the most memory that ours held together.
 * Looking costs a few milliseconds a second; it is shown as "bench".
 */
export class Meter {
  /**
   * @param {{supervisor: number, helpers: Record<string, number>, clients(): Promise<Map<number, string>>}} watched
   *   pids, and which program each backend of Postgres serves
   */
  constructor({ supervisor, helpers, clients }) {
    this.supervisor = supervisor;
    this.clients = clients;
    this.owners = new Map();
    this.helpers = { ...helpers, bench: process.pid };
  }

  start() {
    this.seen = new Map();
    this.memory = { total: 0, byProcess: {} };
    this.startedAt = performance.now();
    this.looks = 1;
    this.#look({ first: true });
    this.#lookAtMemory();
    this.timers = [
      setInterval(() => this.#look(), CPU_EVERY_MS),
      setInterval(() => this.#lookAtMemory(), MEMORY_EVERY_MS),
    ];
  }

  /** @returns {{wallMs: number, cpuMs: Record<string, number>, memory: {total: number, byProcess: Record<string, number>}}} */
  stop() {
    for (const timer of this.timers) clearInterval(timer);
    this.#look({ last: true });
    this.#lookAtMemory();
    const cpuMs = {};
    for (const { name, base, last } of this.seen.values()) cpuMs[name] = (cpuMs[name] ?? 0) + last - base;
    const rest = Object.entries(cpuMs).filter(([, value]) => value > 0);
    return {
      wallMs: performance.now() - this.startedAt,
      cpuMs: Object.fromEntries(rest.sort(([, a], [, b]) => b - a)),
      memory: this.memory,
    };
  }

  /** Memory of our processes now, Postgres not among them. */
  memoryNow() {
    const byProcess = {};
    for (const pid of treeOf(this.supervisor)) {
      const name = nameOf(pid);
      if (name !== "postgres") byProcess[name] = (byProcess[name] ?? 0) + pssOf(pid);
    }
    return { total: Object.values(byProcess).reduce((sum, each) => sum + each, 0), byProcess };
  }

  #look({ first = false, last = false } = {}) {
    const whole = first || last || this.looks++ % TREE_EVERY === 0;
    const tree = whole
      ? treeOf(this.supervisor)
      : [...this.seen].flatMap(([pid, { plain }]) => (plain ? [pid] : []));
    const names = new Map(tree.map((pid) => [pid, this.seen.get(pid)?.plain ?? nameOf(pid)]));
    for (const [name, pid] of Object.entries(this.helpers)) names.set(pid, name);
    for (const pid of tree) {
      const cpu = cpuOf(pid);
      if (cpu) this.#note(pid, cpu, names, first);
    }
    const fresh = tree.some((pid) => names.get(pid) === "postgres" && !this.seen.get(pid)?.settled);
    if (fresh && !last) void this.#askForOwners();
    for (const [name, pid] of Object.entries(this.helpers)) {
      const cpu = cpuOf(pid);
      if (cpu) this.#count(pid, name, cpu.own, first ? cpu.own : 0);
    }
  }

  async #askForOwners() {
    this.owners = await this.clients().catch(() => this.owners);
  }

  #note(pid, cpu, names, first) {
    const plain = names.get(pid);
    const known = this.seen.get(pid);
    if (known?.settled) return this.#count(pid, known.name, cpu.own, 0);
    let name = plain;
    let settled = plain !== "postgres";
    if (plain === "postgres") {
      const owner = this.owners.get(pid);
      const kind = postgresKind(pid);
      settled = owner !== undefined || !/^(app|engine|identity)$/.test(kind);
      name = owner === undefined ? `postgres (${kind})` : `postgres (${kind}, for ${owner})`;
    }
    this.#count(pid, name, cpu.own, first ? cpu.own : 0);
    Object.assign(this.seen.get(pid), { plain, name, settled });
  }

  #count(pid, name, own, base) {
    const known = this.seen.get(pid);
    if (known) known.last = own;
    else this.seen.set(pid, { name, base, last: own });
  }

  #lookAtMemory() {
    const memory = this.memoryNow();
    if (memory.total > this.memory.total) this.memory = memory;
  }
}

/** Lines that say what each process cost, for one of what was done (an acknowledgement, a run). */
export function costLines({ cpuMs, wallMs }, count, each) {
  const total = Object.entries(cpuMs);
  const lines = total.map(([name, value]) => {
    const share = `${Math.round((value / wallMs) * 100)} %`.padStart(6);
    const one = count > 0 ? `${(value / count).toFixed(3)} ms/${each}` : "";
    return `    ${name.padEnd(34)} ${`${(value / 1000).toFixed(2)} s`.padStart(9)} ${share} of a core   ${one}`;
  });
  const sum = total.reduce((all, [, value]) => all + value, 0);
  const one = count > 0 ? `${(sum / count).toFixed(3)} ms/${each}` : "";
  lines.push(
    `    ${"together".padEnd(34)} ${`${(sum / 1000).toFixed(2)} s`.padStart(9)} ${`${Math.round((sum / wallMs) * 100)} %`.padStart(6)} of a core   ${one}`,
  );
  return lines;
}

export function memoryLine({ total, byProcess }) {
  const parts = Object.entries(byProcess).sort(([, a], [, b]) => b - a);
  return `${mb(total)} (${parts.map(([name, bytes]) => `${name} ${mb(bytes)}`).join(", ")})`;
}
