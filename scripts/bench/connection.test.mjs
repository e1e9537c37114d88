import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Connection } from "./connection.mjs";

describe("a sender's connection", () => {
  let server;
  let answer;
  let connection;
  let heard;
  beforeEach(async () => {
    heard = [];
    server = createServer((request, response) => {
      heard.push(request.socket.remotePort);
      answer(response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    connection = new Connection({ port: server.address().port });
  });
  afterEach(() => {
    connection.close();
    server.closeAllConnections();
    server.close();
  });

  const request = "POST /a HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}";

  it("reads answers of known and of unknown length, one after the other on one connection", async () => {
    answer = (response) => response.writeHead(202, { "content-length": "7" }).end("content");
    expect(await connection.send(request)).toBe(202);
    answer = (response) => {
      response.writeHead(200);
      response.write("in ");
      setImmediate(() => response.end("parts"));
    };
    expect(await connection.send(request)).toBe(200);
    expect(new Set(heard).size).toBe(1);
  });

  it("says so when the answer is lost, and connects anew", async () => {
    answer = (response) => response.destroy();
    await expect(connection.send(request)).rejects.toThrow();
    answer = (response) => response.writeHead(202).end();
    expect(await connection.send(request)).toBe(202);
  });

  it("connects anew where the other side closes after its answer", async () => {
    answer = (response) => response.writeHead(429, { connection: "close" }).end("later");
    expect(await connection.send(request)).toBe(429);
    expect(await connection.send(request)).toBe(429);
    expect(new Set(heard).size).toBe(2);
  });
});
