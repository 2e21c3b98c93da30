import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { type Message, StreamMessageWriter } from "vscode-languageserver/node";
import { type Heard, RecordingReader } from "../../src/files.ts";

test("what is said is noted with the time that has passed, and heard", async () => {
  const stream = new PassThrough();
  const times = [100, 130, 1_130.4];
  const noted: Heard[] = [];
  const heard: Message[] = [];
  const reader = new RecordingReader(
    stream,
    (one) => noted.push(one),
    () => times.shift() ?? 0,
  );
  const all = new Promise<void>((resolve) => {
    reader.listen((message) => {
      if (heard.push(message) === 2) resolve();
    });
  });
  const writer = new StreamMessageWriter(stream);
  const messages = [
    { jsonrpc: "2.0", id: 1, method: "initialize" },
    { jsonrpc: "2.0", method: "initialized" },
  ];
  for (const message of messages) await writer.write(message);
  await all;
  expect(heard).toEqual(messages);
  expect(noted).toEqual([
    { after: 30, message: messages[0] },
    { after: 1_000, message: messages[1] },
  ]);
});
