import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeConnection } from "@/server/testing/gateway";
import { LIBRARY } from "@/server/testing/openapi-library";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { startHttp } from "@/server/testing/start-http";
import type { JsonObject } from "@/workflow/json";
import type { Classification } from "@/workflow/operations/classification";
import { classifyOperation, confirmProposals } from "./classify-operations";
import { importDocument } from "./import-document";
import { listOperations, readInterface, readOperationForm } from "./list-operations";
import { readGiven } from "./read-given";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const within = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);
const connect = (connector = "openapi") =>
  makeConnection(organization, { connector, config: { baseUrl: "https://library.example" } });

async function read(connectionId: string, document: JsonObject) {
  const given = await readGiven({ text: JSON.stringify(document) });
  return within((tx) => importDocument(tx, connectionId, given, organization.people.admin));
}
const confirmAll = (connectionId: string, text = "") =>
  within((tx) => confirmProposals(tx, { connectionId, text, view: "open" }, organization.people.admin));
const list = (connectionId: string, text = "") =>
  within((tx) => listOperations(tx, { connectionId, text, view: "all", offset: 0 }));

/** The library with one thing changed, by path. */
function changed(change: (paths: { [path: string]: JsonObject }) => void): JsonObject {
  const document = structuredClone(LIBRARY);
  change(document.paths as { [path: string]: JsonObject });
  return document;
}

describe("a document", () => {
  test("becomes the operations of a connection, found by what they do and where they stand", async () => {
    const connectionId = await connect();
    expect(await read(connectionId, LIBRARY)).toMatchObject({ version: 1, operations: 9, unchanged: false });
    expect(await within((tx) => readInterface(tx, connectionId))).toMatchObject({
      title: "Library",
      writing: 6,
      confirmed: 0,
      reading: 3,
    });
    const keys = async (text: string) => (await list(connectionId, text)).operations.map(({ key }) => key);
    expect(await keys("a book")).toEqual(["addBook", "getBook", "replaceBook", "changeBook", "removeBook"]);
    expect(await keys("DELETE /books")).toEqual(["removeBook"]);
    expect(await keys("100%")).toEqual([]);
    expect(await within((tx) => readOperationForm(tx, connectionId, "addBook"))).toMatchObject({
      method: "POST",
      fields: [
        { key: "body/title", type: "text", required: true },
        { key: "body/copies", type: "number" },
        { key: "body/kind", type: "choice", options: ["novel", "poetry"] },
        { key: "body/shelf", type: "text" },
      ],
    });
  });

  test("that is read again says what changed, and only what is called otherwise is confirmed anew", async () => {
    const connectionId = await connect();
    await read(connectionId, LIBRARY);
    expect(await confirmAll(connectionId)).toEqual({ confirmed: 6 });
    expect(await read(connectionId, LIBRARY)).toMatchObject({ version: 1, unchanged: true });
    const next = changed((paths) => {
      delete paths["/shelves"];
      const loans = paths["/loans"] as { post: { summary: string; parameters: unknown[] } };
      loans.post.summary = "Lend money";
      loans.post.parameters.push({ name: "branch", in: "query", required: true, schema: { type: "string" } });
      paths["/readers"] = { get: { operationId: "listReaders", summary: "List the readers" } };
    });
    const { changes, version } = await read(connectionId, next);
    expect(version).toBe(2);
    expect(changes).toEqual({
      added: [{ key: "listReaders", summary: "List the readers" }],
      removed: [{ key: "addShelf", summary: "Add a shelf" }],
      changed: [{ key: "addLoan", summary: "Lend money", what: "needs “branch”" }],
      // The one that is gone, and the one that changed.
      reopened: 2,
      counts: { added: 1, removed: 1, changed: 1 },
    });
    expect(await within((tx) => readInterface(tx, connectionId))).toMatchObject({
      writing: 5,
      confirmed: 4,
      version: 2,
    });
    // What comes back is as new as any other.
    await read(connectionId, LIBRARY);
    expect(await within((tx) => readInterface(tx, connectionId))).toMatchObject({
      writing: 6,
      confirmed: 4,
      version: 3,
    });
  });

  test("without what an operation was read back by opens it again", async () => {
    const connectionId = await connect();
    await read(connectionId, LIBRARY);
    await confirmAll(connectionId);
    const { changes } = await read(
      connectionId,
      changed((paths) => {
        delete paths["/books/{bookId}"]?.get;
      }),
    );
    expect(changes.counts).toEqual({ added: 0, removed: 1, changed: 0 });
    const open = (await list(connectionId)).operations.filter(
      ({ classification }) => classification === null,
    );
    expect(open.map(({ key }) => key)).toEqual([
      "listBooks",
      "addBook",
      "replaceBook",
      "changeBook",
      "removeBook",
      "getLoan",
    ]);
  });

  test("read by two people at once is two versions, one after the other", async () => {
    const connectionId = await connect();
    const other = changed((paths) => {
      delete paths["/shelves"];
    });
    const versions = await Promise.all([read(connectionId, LIBRARY), read(connectionId, other)]);
    expect(versions.map(({ version }) => version).sort()).toEqual([1, 2]);
  });

  test("is nothing for a connection of another kind", async () => {
    await expect(read(await connect("http"), LIBRARY)).rejects.toThrow("takes no document");
  });

  test("is fetched from public addresses only", async () => {
    let asked = 0;
    const { port, close } = await startHttp((_request, response) => {
      asked += 1;
      response.end(JSON.stringify(LIBRARY));
    });
    const inside = [`http://127.0.0.1:${port}/`, `http://[::1]:${port}/`, `http://localhost:${port}/`];
    for (const url of inside) {
      await expect(readGiven({ url })).rejects.toThrow("inside this network");
    }
    await expect(readGiven({ url: "file:///etc/passwd" })).rejects.toThrow("whole address");
    expect(asked).toBe(0);
    await close();
  });
});

describe("what an operation does", () => {
  const proposalOf = async (connectionId: string, key: string): Promise<Classification> => {
    const found = (await list(connectionId)).operations.find((each) => each.key === key);
    if (!found) throw new Error("The operation is not there.");
    return found.proposal;
  };

  test("is proposed from how the document pairs operations", async () => {
    const connectionId = await connect();
    await read(connectionId, LIBRARY);
    const item = { method: "GET", path: "/books/{bookId}", operation: "getBook" };
    const byAnswer = { bookId: { from: "answer", path: ["id"] } };
    const byInput = { bookId: { from: "input", key: "path/bookId" } };
    expect(await proposalOf(connectionId, "addBook")).toMatchObject({
      effect: "create",
      retry: "never",
      readBack: { ...item, parameters: byAnswer },
      reversal: { kind: "remove", by: { operation: "removeBook", parameters: byAnswer } },
    });
    expect(await proposalOf(connectionId, "changeBook")).toMatchObject({
      effect: "update",
      retry: "search-first",
      readBack: { ...item, parameters: byInput },
      reversal: { kind: "give-back", by: { operation: "changeBook", parameters: byInput } },
    });
    expect(await proposalOf(connectionId, "addLoan")).toMatchObject({
      effect: "money",
      retry: "native-key",
      money: { amount: "body/amount", currency: { from: "field", key: "body/currency" }, smallestUnit: true },
      reversal: null,
    });
    expect(await proposalOf(connectionId, "addShelf")).toMatchObject({ readBack: null, reversal: null });
  });

  test("cannot be said in a way that would not work", async () => {
    const connectionId = await connect();
    await read(connectionId, LIBRARY);
    const proposal = await proposalOf(connectionId, "addBook");
    const say = (change: Partial<Classification>) =>
      within((tx) =>
        classifyOperation(
          tx,
          { connectionId, key: "addBook", classification: { ...proposal, ...change } },
          organization.people.admin,
        ),
      );
    await expect(say({ effect: "money" })).rejects.toThrow("which field holds the amount");
    await expect(say({ retry: "native-key" })).rejects.toThrow("names no header for a key");
    await expect(say({ retry: "search-first" })).rejects.toThrow("by what it is given");
    const { readBack } = proposal;
    if (!readBack) throw new Error("It is proposed to be read back.");
    await expect(say({ readBack: { ...readBack, operation: "removeBook" } })).rejects.toThrow("only reads");
    await expect(say({ readBack: { ...readBack, parameters: {} } })).rejects.toThrow("where “bookId”");
    await expect(say({ readBack: { ...readBack, operation: "gone" } })).rejects.toThrow("not there any more");
    // Where it stands is the document's to say.
    await say({ readBack: { ...readBack, path: "/../admin" } });
    const [said] = (await list(connectionId, "Add a book")).operations;
    expect(said?.classification?.readBack?.path).toBe("/books/{bookId}");
  });

  test("is confirmed together as far as a search goes", async () => {
    const connectionId = await connect();
    await read(connectionId, LIBRARY);
    expect(await confirmAll(connectionId, "books")).toEqual({ confirmed: 5 });
    expect(await confirmAll(connectionId)).toEqual({ confirmed: 1 });
    const entries = await within((tx) =>
      tx.query<{ summary: string }>(
        "SELECT summary FROM audit_entry WHERE verb = 'connection.classified' AND object_id = $1 ORDER BY id",
        [connectionId],
      ),
    );
    expect(entries.map(({ summary }) => summary.split(" of ")[0])).toEqual([
      "Confirmed what was proposed for 5 operations",
      "Confirmed what was proposed for 1 operations",
    ]);
  });
});
