import type { Api } from "./people";

/** The example workflow's addresses, and a customer with an order of their own, so that the story can be told again. */
export async function prepareExample(builder: Api, admin: Api) {
  const { items } = await builder.workflows.list.query({ limit: 50 });
  const workflow = items.find((each) => each.name === "Refund requests");
  if (!workflow) throw new Error("The example workflow is not there. Start Handoff on an empty database.");
  const endpoints = await builder.workflows.endpoints.query({ workflowId: workflow.id });
  const form = endpoints.find((each) => each.kind === "form");
  const webhook = endpoints.find((each) => each.kind === "webhook");
  if (!form || !webhook) throw new Error("The example workflow has lost its form or its webhook.");
  const { secret } = await builder.workflows.revealSecret.mutate({ endpointId: webhook.id });

  const collections = await admin.records.collections.query();
  const idOf = (key: string) => {
    const found = collections.find((each) => each.key === key);
    if (!found) throw new Error(`The collection ${key} is not there.`);
    return found.id;
  };
  const mark = Date.now().toString(36).toUpperCase();
  const email = `casey.${mark.toLowerCase()}@example.com`;
  const order = (number: number) => `D-${mark}-${number}`;
  await admin.records.create.mutate({
    collectionId: idOf("customers"),
    data: { name: "Casey Morgan", email, tier: "gold", since: "2023-05-01" },
  });
  await admin.records.create.mutate({
    collectionId: idOf("billing"),
    data: { email, tier: "gold", balance: 0 },
  });
  const orders = [
    [1, "Desk lamp", 40],
    [2, "Standing desk", 480],
    [3, "Whiteboard", 180],
  ] as const;
  for (const [number, item, total] of orders) {
    await admin.records.create.mutate({
      collectionId: idOf("orders"),
      data: { number: order(number), email, item, total, status: "shipped" },
    });
  }
  return { workflowId: workflow.id, form: form.url, webhook: webhook.url, secret, idOf, email, order, mark };
}

export type Example = Awaited<ReturnType<typeof prepareExample>>;
