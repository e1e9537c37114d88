import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Where a recorded process spent its time, by function and by package:
 * `node scripts/bench/top-functions.mjs FILE.cpuprofile [how many]`.
 * @param {{nodes: any[], samples: number[], timeDeltas: number[]}} profile as V8 records it
 */
export function topFunctions(profile, count = 40) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfMs = new Map();
  for (const [index, id] of profile.samples.entries()) {
    selfMs.set(id, (selfMs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0) / 1000);
  }
  const functions = new Map();
  const packages = new Map();
  const inclusive = new Map();
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  let busy = 0;
  let total = 0;
  for (const [id, value] of selfMs) {
    const { callFrame } = nodes.get(id);
    total += value;
    if (callFrame.functionName === "(idle)") continue;
    busy += value;
    const place = placeOf(callFrame);
    add(functions, `${callFrame.functionName || "(anonymous)"}  ${place}`, value);
    add(packages, packageOf(callFrame, place), value);
    for (const each of callersOf(id, nodes, parents)) add(inclusive, each, value);
  }
  const sorted = (map) => [...map].sort(([, a], [, b]) => b - a);
  return {
    total,
    busy,
    functions: sorted(functions).slice(0, count),
    packages: sorted(packages),
    inclusive: sorted(inclusive).slice(0, count),
  };
}

/** The same as lines of text. */
export function profileLines(profile, count) {
  const { total, busy, functions, packages, inclusive } = topFunctions(profile, count);
  const line = ([name, value]) =>
    `    ${`${Math.round(value)} ms`.padStart(9)} ${`${((value / busy) * 100).toFixed(1)} %`.padStart(7)}  ${name}`;
  return [
    `    busy ${Math.round(busy)} of ${Math.round(total)} ms, by the clock: where CPUs are short, waiting for one counts too`,
    "    by package:",
    ...packages.slice(0, 20).map(line),
    "    by function (self time):",
    ...functions.map(line),
    "    with what they call, as far as it did not wait (outside Node itself):",
    ...inclusive.map(line),
  ];
}

/** The functions that are on the stack, each once; Node's own are left out. */
function callersOf(id, nodes, parents) {
  const found = new Set();
  for (let at = id; at !== undefined; at = parents.get(at)) {
    const { callFrame } = nodes.get(at);
    if (callFrame.url.startsWith("file:"))
      found.add(`${callFrame.functionName || "(anonymous)"}  ${placeOf(callFrame)}`);
  }
  return found;
}

function add(map, key, value) {
  map.set(key, (map.get(key) ?? 0) + value);
}

const maps = new Map();

/** In our own source where a map tells it, else the file. */
function placeOf({ url, lineNumber, columnNumber }) {
  if (url === "") return "";
  if (!url.startsWith("file:")) return `${url}:${lineNumber + 1}`;
  const file = fileURLToPath(url);
  if (!maps.has(file)) {
    const mapped = existsSync(`${file}.map`)
      ? new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")))
      : null;
    maps.set(file, mapped);
  }
  const entry = maps.get(file)?.findEntry(lineNumber, columnNumber);
  if (entry?.originalSource) return `${shorten(entry.originalSource)}:${entry.originalLine + 1}`;
  return `${shorten(file)}:${lineNumber + 1}`;
}

const shorten = (path) =>
  path.replace(/^(file:\/\/)?.*?(node_modules\/|\.\.\/\.\.\/)/, "").replace(`${process.cwd()}/`, "");

function packageOf({ url, functionName }, place) {
  if (url === "") return functionName.startsWith("(") ? functionName : "built into V8 and Node";
  if (url.startsWith("node:")) return url.startsWith("node:internal/") ? "node:internal" : url;
  const inside = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (inside) return inside;
  return `ours: ${place.split(":")[0]?.split("/").slice(0, 2).join("/")}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [file = "", count = "40"] = process.argv.slice(2);
  console.log(profileLines(JSON.parse(readFileSync(file, "utf8")), Number(count)).join("\n"));
}
