import { z } from "zod";
import { referenceSchema } from "@/workflow/expressions/schema";
import type { Definitions } from "@/workflow/graph/definitions";
import type { Graph } from "@/workflow/graph/schema";
import { defineNode, type NodeDefinition } from "@/workflow/nodes/define";
import type { Driver } from "./interpret";
import type { PlanNode } from "./plan";

/** Drawings of bare nodes and a driver under a test's control. */

const config = z.strictObject({ reads: z.array(referenceSchema).default([]) });

function bare(type: string, behaviour: NodeDefinition["behaviour"], ports: string[]): NodeDefinition {
  return defineNode<z.infer<typeof config>>({
    type,
    lane: "flow",
    label: type,
    description: "",
    icon: "",
    config,
    defaults: () => ({ reads: [] }),
    ports: () => ports.map((id) => ({ id, label: id })),
    outputs: () => [],
    summary: () => "",
    references: ({ reads }) => reads,
    behaviour,
  });
}

export const BARE: Definitions = {
  trigger: bare("trigger", "trigger", ["out"]),
  pure: bare("pure", "pure", ["yes", "no"]),
  effect: bare("effect", "effect", ["confirmed", "not-confirmed"]),
  review: bare("review", "review", ["approved", "rejected"]),
  wait: bare("wait", "wait", ["done"]),
  loop: { ...bare("loop", "loop", ["item", "done"]), loop: { atMost: () => 10, itemFields: () => [] } },
  note: bare("note", "note", []),
};

type BareNode = { type: string; reads?: string[]; join?: "all" | "first" };

/**
 * A drawing from shorthand: nodes by id, edges as "source.port target", with a last " don't wait" where
 * wanted. Ids are distinct from types, so that nothing works by accident.
 */
export function drawing(nodes: Record<string, string | BareNode>, edges: string[]): Graph {
  return {
    nodes: Object.entries(nodes).map(([id, node]) => {
      const {
        type,
        reads = [],
        join = "all",
      } = typeof node === "string" ? ({ type: node } as BareNode) : node;
      const references = reads.map((from) => ({ from, path: ["value"] }));
      return { id, type, name: id, config: { reads: references }, join, position: { x: 0, y: 0 } };
    }),
    edges: edges.map((edge, index) => {
      const [from = "", target = "", ...rest] = edge.split(" ");
      const [source = "", sourcePort = ""] = from.split(".");
      return { id: `e${index}`, source, sourcePort, target, ...(rest.length > 0 ? { dontWait: true } : {}) };
    }),
  };
}

type Deferred<T> = { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void };

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Pure nodes settle at once on the port named for them (else their first); long ones when the test says so. */
export class TestDriver implements Driver {
  /** Ids in the order in which they were started. */
  readonly started: string[] = [];
  /** Chains in the order in which they were handed over. */
  readonly chains: string[][] = [];
  private readonly long = new Map<string, { accepted: Deferred<boolean>; settled: Deferred<string> }>();

  constructor(
    private readonly ports: Readonly<Record<string, string>> = {},
    private readonly failing: ReadonlySet<string> = new Set(),
  ) {}

  async runPure(nodes: PlanNode[]): Promise<Map<string, string>> {
    this.chains.push(nodes.map(({ id }) => id));
    const settled = new Map<string, string>();
    for (const [index, node] of nodes.entries()) {
      this.started.push(node.id);
      if (this.failing.has(node.id)) throw new Error(`${node.id} failed`);
      const port = this.ports[node.id] ?? node.ports[0]?.id ?? "";
      settled.set(node.id, port);
      if (!nodes[index + 1]?.incoming.some((edge) => edge.sourcePort === port)) break;
    }
    return settled;
  }

  runLong(node: PlanNode): { accepted: Promise<boolean>; settled: Promise<string> } {
    this.started.push(node.id);
    const { accepted, settled } = this.of(node.id);
    return { accepted: accepted.promise, settled: settled.promise };
  }

  accept(id: string): void {
    this.of(id).accepted.resolve(true);
  }

  /** Ends a long node; an action that was never accepted never will be. */
  settle(id: string, port: string): void {
    this.of(id).accepted.resolve(false);
    this.of(id).settled.resolve(port);
  }

  fail(id: string, message: string): void {
    this.of(id).accepted.resolve(false);
    this.of(id).settled.reject(new Error(message));
  }

  private of(id: string) {
    const found = this.long.get(id) ?? { accepted: deferred<boolean>(), settled: deferred<string>() };
    this.long.set(id, found);
    return found;
  }
}

/** Lets everything happen that can happen without a further answer. */
export function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
