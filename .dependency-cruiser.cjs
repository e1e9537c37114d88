/**
 * Who may import whom. Tests may reach further than the code they try; everything else keeps to these lines.
 */
const tests = "\\.(test|spec)\\.tsx?$|/testing(/|\\.tsx?$)";
const ours = "^(app|components|workflow|server|inngest|prisma|scripts|e2e)/";
const executors = "^workflow/(executors\\.ts|nodes/.+/executor\\.tsx?)$";

/** @param {{name: string, comment: string, from?: object, to: object}} rule */
const forbid = ({ from = {}, ...rule }) => ({
  severity: "error",
  ...rule,
  from: { ...from, pathNot: [tests, ...[from.pathNot ?? []].flat()] },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    forbid({
      name: "no-cycles",
      comment: "Cut the circle: move what both need into a file of its own.",
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    }),
    forbid({
      name: "workflow-stands-alone",
      comment:
        "workflow/ is pure: no I/O, no database, no React, nothing else of ours. Ask through ports.ts.",
      from: { path: "^workflow/" },
      to: { path: `${ours}|^node_modules/(react|next|pg|undici|nodemailer|@prisma)/`, pathNot: "^workflow/" },
    }),
    forbid({
      name: "workflow-does-no-io",
      comment: "workflow/ is pure: ask through ports.ts.",
      from: { path: "^workflow/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(assert|util|url)$" },
    }),
    forbid({
      name: "nodes-apart",
      comment: "Node folders never import each other: what two need goes beside them, in workflow/nodes/.",
      from: { path: "^workflow/nodes/([^/]+/[^/]+)/" },
      to: { path: "^workflow/nodes/[^/]+/[^/]+/", pathNot: "^workflow/nodes/$1/" },
    }),
    forbid({
      name: "definitions-without-executors",
      comment: "Definitions reach the browser, executors never do.",
      from: { path: "^workflow/nodes/.+/definition\\.ts$" },
      to: { path: executors },
    }),
    forbid({
      name: "components-import-workflow-only",
      comment: "components/ knows the domain and the API's types, nothing that runs on the server.",
      from: { path: "^components/" },
      to: { path: "^(app|server|inngest|prisma|scripts|e2e)/", dependencyTypesNot: ["type-only"] },
    }),
    forbid({
      name: "components-types-of-server-only",
      comment: "components/ may take types from server/ alone.",
      from: { path: "^components/" },
      to: { path: "^(app|inngest|prisma|scripts|e2e)/" },
    }),
    forbid({
      name: "browser-without-executors",
      comment: "Executors never reach the browser.",
      from: { path: "^(app|components)/" },
      to: { path: executors },
    }),
    forbid({
      name: "app-composes",
      comment: "app/ is routes only: it composes components/ and calls server/.",
      from: { path: "^app/" },
      to: { path: "^(inngest|prisma|scripts|e2e)/" },
    }),
    forbid({
      name: "server-wakes-by-outbox",
      comment: "server/ wakes the engine by an outbox row, never by importing it.",
      from: { path: "^server/" },
      to: { path: "^(app|components|inngest|prisma|scripts|e2e)/" },
    }),
    forbid({
      name: "inngest-uses-use-cases",
      comment: "inngest/ imports workflow/ and the use cases in server/.",
      from: { path: "^inngest/" },
      to: { path: "^(app|components|prisma|scripts|e2e)/" },
    }),
    forbid({
      name: "database-behind-its-folder",
      comment:
        "Only server/db/ opens connections, and sign-in, the embedded engine and set-up their own; everyone else asks it.",
      from: {
        pathNot: [
          "^server/db/",
          "^server/identity/pool\\.ts$",
          "^inngest/embedded/",
          "^prisma/",
          "^scripts/",
        ],
      },
      to: { path: "^node_modules/pg/", dependencyTypesNot: ["type-only"] },
    }),
    forbid({
      name: "one-door-out",
      comment: "Only the connectors' own folder and the gateway's network code talk to the outside.",
      from: {
        path: ours,
        pathNot: ["^server/(connectors|connections|effects|net)/", "^scripts/", "^server/mailbox/"],
      },
      to: { path: "^node_modules/(undici|nodemailer)/", dependencyTypesNot: ["type-only"] },
    }),
    forbid({
      name: "no-tests-in-the-product",
      comment: "What runs in production must not need a test's code.",
      to: { path: `${tests}|^e2e/` },
      // The other systems of the story and of the chaos are the tests' stand-ins.
      from: { pathNot: "^(e2e/|scripts/demo/|scripts/chaos/|vitest\\.config|playwright\\.config)" },
    }),
    forbid({
      name: "no-missing",
      comment: "This import leads nowhere.",
      to: { couldNotResolve: true },
    }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.handoff|server/db/generated)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json"],
    },
  },
};
