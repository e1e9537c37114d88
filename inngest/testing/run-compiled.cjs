const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { createRequire, wrap } = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");

/**
 * Runs a bundle with the code that an earlier process had compiled; one that ends by itself leaves what it compiled.
 * Processes that live for half a second would otherwise do little else.
 */
const file = process.argv[2] ?? "";
const compiled = `${file}.compiled`;

const script = new vm.Script(wrap(readFileSync(file, "latin1")), {
  filename: file,
  cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
process.once("exit", () => {
  // Whoever started it may have ended, and cleared up, before.
  if (!existsSync(file)) return;
  const made = `${compiled}.${process.pid}`;
  writeFileSync(made, script.createCachedData());
  // At once, for whoever reads it meanwhile.
  renameSync(made, compiled);
});
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(file), bundle, file, dirname(file));
