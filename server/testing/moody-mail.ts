import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import type { Mood } from "./moody-server";

/**
 * A mail server on loopback that has the moods of a system that can be sent things: "drops" and "stalls" come after it
 * had the whole message, "refuses" before, "nonsense" in place of its greeting.
 */
export async function startMoodyMail(port = 0) {
  const sockets = new Set<Socket>();
  const moody = {
    mood: "honest" as Mood,
    done: 0,
    stalled: null as (() => void) | null,
  };
  const server = createServer((socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)).on("error", () => undefined));
    if (moody.mood === "refuses") return void socket.destroy();
    socket.write(moody.mood === "nonsense" ? "<html>It works!</html>\r\n" : "220 mail\r\n");
    let inData = false;
    socket.on("data", (bytes) => {
      const text = bytes.toString();
      if (inData) {
        if (!text.endsWith("\r\n.\r\n")) return;
        inData = false;
        if (moody.mood !== "lies") moody.done += 1;
        if (moody.mood === "drops") return void socket.destroy();
        if (moody.mood === "stalls") return void moody.stalled?.();
        socket.write("250 taken\r\n");
      } else if (/^DATA/im.test(text)) {
        inData = true;
        socket.write("354 go on\r\n");
      } else if (/^RCPT/im.test(text) && moody.mood === "rate-limits") socket.write("451 too many\r\n");
      else if (/^RCPT/im.test(text) && moody.mood === "rejects") socket.write("550 nobody here\r\n");
      else socket.write("250 ok\r\n");
    });
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      for (const socket of sockets) socket.destroy();
    });
  return Object.assign(moody, { port: (server.address() as AddressInfo).port, close });
}
