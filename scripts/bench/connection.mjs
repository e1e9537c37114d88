import { connect } from "node:net";

/**
 * One kept-alive HTTP connection with one request at a time, written by hand: the load must cost less than what
 * it measures.
 */
export class Connection {
  /** @param {{port: number}} options loopback only */
  constructor({ port }) {
    this.port = port;
    this.buffer = "";
    this.pending = null;
    this.socket = null;
  }

  /**
   * @param {string} request the whole message
   * @returns {Promise<number>} the status; rejects when the connection breaks before the answer is complete
   */
  send(request) {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.#open().write(request);
    });
  }

  close() {
    this.socket?.destroy();
    this.socket = null;
  }

  #open() {
    if (this.socket && !this.socket.destroyed) return this.socket;
    const socket = connect({ port: this.port, host: "127.0.0.1", noDelay: true });
    socket.setEncoding("latin1");
    this.buffer = "";
    socket.on("data", (text) => this.#read(text));
    // What ends late on a connection that was given up does not concern the next one.
    const failed = (error) => this.socket === socket && this.#fail(error);
    socket.on("error", failed);
    socket.on("close", () => failed(new Error("The connection was closed.")));
    this.socket = socket;
    return socket;
  }

  #read(text) {
    this.buffer = this.buffer === "" ? text : this.buffer + text;
    const end = this.buffer.indexOf("\r\n\r\n");
    if (end < 0 || !isComplete(this.buffer, end)) return;
    const status = Number(this.buffer.slice(9, 12));
    const closes = /\r\nconnection: close/i.test(this.buffer.slice(0, end + 2));
    this.buffer = "";
    if (closes) this.close();
    const { pending } = this;
    this.pending = null;
    pending?.resolve(status);
  }

  #fail(error) {
    this.close();
    const { pending } = this;
    this.pending = null;
    pending?.reject(error);
  }
}

function isComplete(text, headEnd) {
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2));
  if (length) return text.length >= headEnd + 4 + Number(length[1]);
  return text.endsWith("0\r\n\r\n") && text.length > headEnd + 4;
}
