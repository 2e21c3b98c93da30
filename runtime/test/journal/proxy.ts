import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy between a process of a test and its database, with the faults of a network. */
export interface FaultyProxy {
  readonly port: number;
  /** The address of a database through it. */
  through(url: string): string;
  /** Drops the bytes of one direction or both; connections stay open, and new ones open. */
  hole(way: "up" | "down" | "both"): void;
  /** Connections are cut, and new ones refused. */
  cut(): void;
  /** Connections are cut; new ones open. */
  reset(): void;
  /** The next commit reaches the database; its answer does not come back, and the connection ends. */
  loseAnswer(): void;
  /** Everything passes again. Connections that lost something end, as they would in time. */
  heal(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  lost: boolean;
}

/** The text by which a proxy recognises a commit, so that its answer can be lost. */
const commit = "SELECT orch.append(";

export async function proxyTo(url: string, transform?: Transform): Promise<FaultyProxy> {
  const { hostname, port } = new URL(url);
  const pairs = new Set<Pair>();
  let hole: "up" | "down" | "both" | undefined;
  let refuses = false;
  let losing = false;
  const end = (pair: Pair): void => {
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  };
  const listener = createServer((client) => {
    if (refuses) return void client.destroy();
    const server = connect(Number(port), hostname);
    const pair: Pair = { client, server, lost: false };
    pairs.add(pair);
    const own = transform?.(client, server);
    let loses = false;
    client.on("data", (bytes) => {
      if (hole === "up" || hole === "both") {
        pair.lost = true;
        return;
      }
      if (losing && bytes.includes(commit)) {
        losing = false;
        loses = true;
      }
      server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (loses) return void end(pair);
      if (hole === "down" || hole === "both") pair.lost = true;
      else if (own === undefined) client.write(bytes);
      else own(bytes);
    });
    for (const socket of [client, server]) {
      socket.on("error", () => undefined);
      // The other side hears nothing of an end that vanishes too.
      socket.on("close", () => {
        if (hole === undefined) end(pair);
      });
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  const endAll = (): void => {
    for (const pair of [...pairs]) end(pair);
  };
  return {
    port: own,
    through: (to) => {
      const through = new URL(to);
      through.port = `${own}`;
      return through.href;
    },
    hole: (way) => {
      hole = way;
    },
    cut: () => {
      refuses = true;
      endAll();
    },
    reset: endAll,
    loseAnswer: () => {
      losing = true;
    },
    heal: () => {
      hole = undefined;
      refuses = false;
      losing = false;
      for (const pair of [...pairs])
        if (pair.lost || pair.client.destroyed || pair.server.destroyed) end(pair);
    },
    close: async () => {
      endAll();
      listener.close();
      await once(listener, "close");
    },
  };
}

/** Sees what the server sends, and passes on what it likes. */
export type Transform = (client: Socket, server: Socket) => (bytes: Buffer) => void;

const ready = "Z".charCodeAt(0);
const idle = "I".charCodeAt(0);

/**
 * A pooler in transaction mode, as strict as one can be: after each transaction, everything that the session has is
 * discarded, so nothing of it is there for the next. (PostgreSQL documentation, "Message Formats": a byte, four of length.)
 */
export const forgetful: Transform = (client, server) => {
  let kept = Buffer.alloc(0);
  let discarding = false;
  const discard = Buffer.from("Q\0\0\0\x10DISCARD ALL\0", "latin1");
  return (bytes) => {
    kept = Buffer.concat([kept, bytes]);
    for (;;) {
      const length = kept.length < 5 ? undefined : kept.readUInt32BE(1) + 1;
      if (length === undefined || kept.length < length) return;
      const message = kept.subarray(0, length);
      kept = kept.subarray(length);
      const isEnd = message[0] === ready && message[5] === idle;
      if (discarding) {
        if (isEnd) {
          discarding = false;
          client.write(message);
        }
      } else if (isEnd) {
        discarding = true;
        server.write(discard);
      } else client.write(message);
    }
  };
};
