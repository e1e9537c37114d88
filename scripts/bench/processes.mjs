import { readdirSync, readFileSync } from "node:fs";
import { commandOf } from "../setup/processes.mjs";

const TICK_MS = 10;

/** CPU time of one process so far, and of its ended children, in milliseconds; null when it is gone. */
export function cpuOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return {
      parent: Number(fields[1]),
      own: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      ended: (Number(fields[13]) + Number(fields[14])) * TICK_MS,
    };
  } catch {
    return null;
  }
}

/** Proportional memory of one process in bytes: what it shares is split among those who share it. */
export function pssOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Every process below one, itself included. */
export function treeOf(root) {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    const cpu = /^\d+$/.test(name) ? cpuOf(Number(name)) : null;
    if (cpu) children.set(cpu.parent, [...(children.get(cpu.parent) ?? []), Number(name)]);
  }
  const found = [];
  for (const queue = [root]; queue.length > 0; ) {
    const pid = queue.pop();
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** What a process of ours is, by how it was started. */
export function nameOf(pid) {
  const command = commandOf(pid);
  if (command.startsWith("postgres:") || /\/postgres -D /.test(command)) return "postgres";
  if (/^next-server|\/next\/dist\/bin\/next/.test(command)) return "web";
  if (/start\.mjs/.test(command)) return "supervisor";
  if (/esbuild/.test(command)) return "esbuild";
  return /\/build\/([a-z-]+)\.mjs/.exec(command)?.[1] ?? "other";
}

/** What a process of Postgres does: a role's backend, or the writer, checkpointer and so on. */
export function postgresKind(pid) {
  const command = commandOf(pid);
  const role = /^postgres: (?:\S+: )?(handoff_\w+|postgres) \S+ /.exec(command)?.[1];
  if (role) return role.replace("handoff_", "");
  return /^postgres: (?:\S+: )?([a-z ]+?)\s*$/.exec(command)?.[1] ?? "postmaster";
}
