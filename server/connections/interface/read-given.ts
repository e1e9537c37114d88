import { download } from "@/server/net/download";
import { type Access, readAccess } from "@/server/openapi/read-access";
import { MOST_BYTES, readDocument } from "@/server/openapi/read-document";
import { readOperations } from "@/server/openapi/read-operations";
import type { Operation } from "@/workflow/operations/operation";

/** A document as an admin gives it: its text, or where it can be fetched. */
export type GivenDocument = { text: string } | { url: string };

export type ReadDocument = { text: string; source: string; access: Access; operations: Operation[] };

/** @throws MendInput with a sentence that says what is wrong with the document, or with its address */
export async function readGiven(given: GivenDocument): Promise<ReadDocument> {
  const source = "url" in given ? given.url : "";
  const text =
    "url" in given ? await download(given.url, { mostBytes: MOST_BYTES, field: "url" }) : given.text;
  const document = readDocument(text);
  const access = readAccess(document, source === "" ? undefined : source);
  return { text, source, access, operations: readOperations(document) };
}

export type DocumentPreview = Access & { operations: number; writing: number; unusable: number };

/** What a document holds, before anything is connected. @throws like `readGiven` */
export async function previewDocument(given: GivenDocument): Promise<DocumentPreview> {
  const { access, operations } = await readGiven(given);
  return {
    ...access,
    operations: operations.length,
    writing: operations.filter(({ method }) => method !== "GET").length,
    unusable: operations.filter(({ unusable }) => unusable !== "").length,
  };
}
