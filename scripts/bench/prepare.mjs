import { signIn } from "./api.mjs";
import { longWait, oneApproval, sixNodes } from "./drawings.mjs";

/**
 * Publishes what is measured, by the means that people have: a connection to the echo server, a collection and the
 * workflows. Made anew for each run of the benchmark, so that counts start at nothing.
 * @param {{origin: string, home: string}} product
 * @param {{echoPort: number, workflows: number}} options
 */
export async function prepare(product, { echoPort, workflows }) {
  const admin = await signIn(product, "admin");
  const builder = await signIn(product, "builder");
  const reviewer = await signIn(product, "reviewer");
  const mark = Date.now().toString(36);
  const connection = await admin.connections.create.mutate({
    connector: "http",
    name: `Echo ${mark}`,
    config: {
      baseUrl: `http://127.0.0.1:${echoPort}`,
      writes: "create",
      honoursIdempotencyKey: true,
      allowedHosts: [`127.0.0.1:${echoPort}`],
    },
  });
  const field = (key, type) => ({ key, label: key, type });
  const collection = await builder.records.createCollection.mutate({
    key: `bench-${mark}`,
    name: `Bench ${mark}`,
    titleField: "mark",
    fields: [field("mark", "text"), field("title", "long-text"), field("amount", "number")],
  });
  const publish = (name, document) => publishWorkflow(builder, `${name} ${mark}`, document);
  const ids = { collectionId: collection.id, connectionId: connection.id };
  const six = [];
  for (let number = 1; number <= workflows; number++) {
    six.push(await publish(`Six nodes ${number}`, sixNodes(ids)));
  }
  const approval = await publish("Approval", oneApproval());
  const wait = await publish("Long wait", longWait());
  return { mark, admin, builder, reviewer, six, approval, wait, publish, ...ids };
}

/** @typedef {Awaited<ReturnType<typeof prepare>>} Prepared */

/** Makes a workflow of a document, publishes it and tells where events go, with what they are signed. */
export async function publishWorkflow(builder, name, document) {
  const { id: workflowId } = await builder.workflows.create.mutate({ name, document });
  const { draftRevision } = await builder.workflows.get.query({ workflowId });
  await builder.workflows.publish.mutate({ workflowId, revision: draftRevision });
  const [endpoint] = await builder.workflows.endpoints.query({ workflowId });
  const { secret } = await builder.workflows.revealSecret.mutate({ endpointId: endpoint.id });
  return { workflowId, endpointId: endpoint.id, secret, path: new URL(endpoint.url).pathname };
}
