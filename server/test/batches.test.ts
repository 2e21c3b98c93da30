import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Batches } from "../src/live/batches.ts";
import { type Sent, sentBytes } from "../src/live/reader.ts";

function frame(text: string): Sent {
  return { channel: "events", seq: 1, at: 1, kind: "k", data: { text } };
}

const empty = sentBytes(frame("")).length;

test("frames of any length reach a client whole and in order, in one write", async () => {
  // Where the head of a message grows, before and after.
  const lengths = [empty, 125, 126, 65_535, 65_536, 200_000];
  const batch = lengths.map((length) => frame("x".repeat(length - empty)));
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
  sockets.on("connection", (_, { socket }) => void socket.write(new Batches().bytesOf(batch)));
  await once(sockets, "listening");
  const client = new WebSocket(`ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`);
  const received: unknown[] = [];
  await new Promise<void>((resolve, fail) => {
    client.on("error", fail);
    client.on("close", () => fail(new Error("closed")));
    client.on("message", (data, isBinary) => {
      received.push([isBinary, (data as Buffer).length, JSON.parse(String(data))]);
      if (received.length === batch.length) resolve();
    });
  });
  expect(received).toEqual(batch.map((sent, at) => [false, lengths[at], sent]));
});

test("clients that are sent the same share its bytes, and others are not sent them", () => {
  const batches = new Batches();
  const [one, two] = [frame("1"), frame("2")];
  const bytes = batches.bytesOf([one, two]);
  expect(batches.bytesOf([one, two])).toBe(bytes);
  const other = batches.bytesOf([one]);
  expect(other.equals(bytes.subarray(0, other.length))).toBe(true);
  expect(batches.bytesOf([two]).equals(bytes.subarray(other.length))).toBe(true);
});
