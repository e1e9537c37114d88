import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Connection } from "./connection.mjs";
import { now, serveBenchmark } from "./helper.mjs";
import { summarize } from "./numbers.mjs";

/** The senders: signed webhooks over loopback, as fast as they are answered or at a steady rate. */

const PADDING = "Something that came with the event and is carried along. ".repeat(3);

/** @typedef {{path: string, secret: string}} Target */

/** A whole signed request, as Standard Webhooks says. */
function message({ path, key }, port, id, sequence) {
  const body = `{"mark":"${id}","name":"Sender ${sequence % 1000}","amount":${10 + (sequence % 90)},"kind":"large","text":"${PADDING}"}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return `POST ${path} HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\nwebhook-id: ${id}\r\nwebhook-timestamp: ${timestamp}\r\nwebhook-signature: v1,${signature}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function account() {
  const latencies = [];
  const statuses = {};
  const cpu = process.cpuUsage();
  const startedAt = now();
  return {
    note(status, ms) {
      statuses[status] = (statuses[status] ?? 0) + 1;
      latencies.push(ms);
    },
    close: (more) => {
      const { user, system } = process.cpuUsage(cpu);
      const endedAt = now();
      return {
        ...more,
        statuses,
        acknowledged: statuses[202] ?? 0,
        latency: summarize(latencies),
        startedAt,
        endedAt,
        cpuMs: (user + system) / 1000,
      };
    },
  };
}

const withKeys = (targets) =>
  targets.map((target) => ({
    ...target,
    key: Buffer.from(target.secret.replace(/^whsec_/, ""), "base64"),
  }));

serveBenchmark({
  /** As many connections at once, each sending the next as soon as the last was answered. */
  async flood({ port, targets, prefix, connections, seconds = 3_600, most = Number.POSITIVE_INFINITY }) {
    const keyed = withKeys(targets);
    const result = account();
    const until = now() + seconds * 1000;
    let sequence = 0;
    const work = async () => {
      const connection = new Connection({ port });
      while (now() < until && sequence < most) {
        const number = sequence++;
        const request = message(keyed[number % keyed.length], port, `${prefix}-${number}`, number);
        const start = performance.now();
        const status = await connection.send(request).catch(() => "lost");
        result.note(status, performance.now() - start);
        if (status === "lost") await pause(50);
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: connections }, work));
    return result.close({ sent: sequence });
  },

  /** So many a second, whether they are answered or not; each is timed from the moment it was due. */
  async steady({ port, targets, prefix, perSecond, seconds }) {
    const keyed = withKeys(targets);
    const result = account();
    const total = perSecond * seconds;
    const begin = now() + 50;
    const free = [];
    const open = [];
    const starts = [];
    for (let number = 0; number < total; number++) {
      const due = begin + (number * 1000) / perSecond;
      const ahead = due - now();
      if (ahead > 0) await pause(ahead);
      const connection = free.pop() ?? new Connection({ port });
      starts.push(now());
      const late = Math.max(0, now() - due - 2);
      const start = performance.now();
      open.push(
        connection
          .send(message(keyed[number % keyed.length], port, `${prefix}-${number}`, number))
          .catch(() => "lost")
          .then((status) => {
            result.note(status, performance.now() - start + late);
            free.push(connection);
          }),
      );
    }
    await Promise.all(open);
    for (const connection of free) connection.close();
    return result.close({ sent: total, starts });
  },
});
