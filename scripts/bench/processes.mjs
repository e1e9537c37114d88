import { readdirSync, readFileSync, readlinkSync } from "node:fs";
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

/** The loopback ports that processes connect from, so that a Postgres backend can be told by whom it serves. */
export function portOwners(pids) {
  const inodes = new Map();
  for (const line of readFileSync("/proc/net/tcp", "latin1").split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    const port = Number.parseInt(fields[1]?.split(":")[1] ?? "", 16);
    if (port && fields[9] !== "0") inodes.set(fields[9], port);
  }
  const owners = new Map();
  for (const pid of pids) {
    for (const port of portsOf(pid, inodes)) owners.set(port, pid);
  }
  return owners;
}

function portsOf(pid, inodes) {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
        const port = inode && inodes.get(inode);
        return port ? [port] : [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** The port that a backend's client connected from, by its title. */
export function clientPortOf(pid) {
  return Number(/127\.0\.0\.1\((\d+)\)/.exec(commandOf(pid))?.[1] ?? 0);
}
