import { createServer } from "node:http";
import { now, serveBenchmark } from "./helper.mjs";

/** The other system: answers every POST at once and keeps account of what arrived, by key and by mark. */

let requests = 0;
let keys = new Set();
/** When the request of an event first arrived, by the event's mark. */
let arrivals = new Map();
/** When each request arrived. */
let times = [];

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const at = now();
    requests += 1;
    times.push(at);
    keys.add(request.headers["idempotency-key"] ?? `none-${requests}`);
    const mark = /"mark":"([^"]+)"/.exec(Buffer.concat(parts).toString("latin1"))?.[1];
    if (mark && !arrivals.has(mark)) arrivals.set(mark, at);
    response.writeHead(200, { "content-type": "application/json", "content-length": "11" });
    response.end('{"ok":true}');
  });
});
server.keepAliveTimeout = 60_000;

serveBenchmark({
  listen: ({ port = 0 }) =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve(server.address().port));
    }),
  forget: () => {
    requests = 0;
    keys = new Set();
    arrivals = new Map();
    times = [];
  },
  count: () => ({ requests, keys: keys.size, marks: arrivals.size }),
  /** The most requests that arrived within any such time. */
  busiest: ({ withinMs }) => {
    let first = 0;
    return times.reduce((most, at, index) => {
      while (times[first] <= at - withinMs) first += 1;
      return Math.max(most, index - first + 1);
    }, 0);
  },
  arrivals: () => Object.fromEntries(arrivals),
});
