import type { JsonObject } from "@/workflow/json";

/** A small interface with everything that tests need: a library's books, shelves and loans. */

const book: JsonObject = {
  type: "object",
  required: ["title"],
  additionalProperties: false,
  properties: {
    id: { type: "integer", readOnly: true },
    title: { type: "string", maxLength: 80 },
    copies: { type: "integer", minimum: 1 },
    kind: { type: "string", enum: ["novel", "poetry"] },
    shelf: { type: "string" },
  },
};
const json = (schema: JsonObject) => ({ content: { "application/json": { schema } } });
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const answers = (schema: JsonObject) => ({ 200: { description: "Done", ...json(schema) } });
const bookId: JsonObject = { name: "bookId", in: "path", required: true, schema: { type: "integer" } };

export const LIBRARY: JsonObject = {
  openapi: "3.0.3",
  info: { title: "Library", version: "1.0" },
  servers: [{ url: "https://library.example/{version}", variables: { version: { default: "v1" } } }],
  components: {
    schemas: {
      Book: book,
      BookChange: { type: "object", properties: { copies: { type: "integer" }, title: { type: "string" } } },
    },
    securitySchemes: { key: { type: "apiKey", in: "query", name: "api_key" } },
  },
  paths: {
    "/books": {
      get: {
        operationId: "listBooks",
        summary: "List the books",
        responses: answers({ type: "array", items: reference("Book") }),
      },
      post: {
        operationId: "addBook",
        summary: "Add a book",
        tags: ["books"],
        requestBody: { required: true, ...json(reference("Book")) },
        responses: answers(reference("Book")),
      },
    },
    "/books/{bookId}": {
      parameters: [bookId],
      get: { operationId: "getBook", summary: "Get a book", responses: answers(reference("Book")) },
      put: {
        operationId: "replaceBook",
        summary: "Replace a book",
        requestBody: { required: true, ...json(reference("Book")) },
        responses: answers(reference("Book")),
      },
      patch: {
        operationId: "changeBook",
        summary: "Change a book",
        requestBody: json(reference("BookChange")),
        responses: answers(reference("Book")),
      },
      delete: {
        operationId: "removeBook",
        summary: "Remove a book",
        responses: { 204: { description: "Gone" } },
      },
    },
    "/shelves": {
      post: {
        operationId: "addShelf",
        summary: "Add a shelf",
        requestBody: json({ type: "object", properties: { name: { type: "string" } } }),
        responses: { 201: { description: "Made" } },
      },
    },
    "/loans": {
      post: {
        operationId: "addLoan",
        summary: "Lend money for books",
        parameters: [{ name: "Idempotency-Key", in: "header", schema: { type: "string" } }],
        requestBody: {
          required: true,
          ...json({
            type: "object",
            required: ["amount", "currency"],
            properties: { amount: { type: "integer" }, currency: { type: "string" } },
          }),
        },
        responses: answers({
          type: "object",
          properties: { id: { type: "integer" }, amount: { type: "integer" } },
        }),
      },
    },
    "/loans/{loanId}": {
      get: {
        operationId: "getLoan",
        summary: "Get a loan",
        responses: answers({
          type: "object",
          properties: { id: { type: "integer" }, amount: { type: "integer" } },
        }),
      },
    },
  },
};
