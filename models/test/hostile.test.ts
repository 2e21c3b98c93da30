import fc from "fast-check";
import { expect, test } from "vitest";
import { ask } from "../src/ask.ts";
import { fabricOf, type Model } from "../src/settings.ts";
import { modelServer, type Reply, says, sends, used } from "./server.ts";

/* Servers that lie, break off or answer in another form than the one that was asked for. */

function modelAt(url: string, provider: object = {}): Model {
  const fabric = fabricOf({
    providers: { local: { kind: "openai-compatible", url, ...provider } },
    models: { small: { provider: "local", model: "m" } },
  });
  if ("wrong" in fabric || fabric.models[0] === undefined) throw new Error(JSON.stringify(fabric));
  return fabric.models[0];
}

const { signal } = new AbortController();
const question = { prompt: "Hello?", signal };

async function answered(reply: Reply, more: { progress?: (characters: number) => void } = {}) {
  const { url, asked } = await modelServer(reply);
  return { answer: await ask(modelAt(url), { ...question, ...more }, {}), asked };
}

const usages: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, "1000", [], {}, true),
  fc.record(
    {
      prompt_tokens: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.maxSafeInteger()),
      completion_tokens: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null)),
      prompt_tokens_details: fc.oneof(
        fc.constant(null),
        fc.record({ cached_tokens: fc.oneof(fc.integer(), fc.double()) }),
      ),
    },
    { requiredKeys: [] },
  ),
);

test("whatever a server reports as usage, what is believed are whole numbers from 0 that can be true", async () => {
  let usage: unknown;
  const { url } = await modelServer((response, asked) => says("yes", { usage })(response, asked));
  const model = modelAt(url);
  await fc.assert(
    fc.asyncProperty(usages, fc.boolean(), async (told, streamed) => {
      usage = told;
      const answer = await ask(
        model,
        { ...question, ...(streamed ? { progress: () => undefined } : {}) },
        {},
      );
      const believed = "failure" in answer ? answer.billed : answer.usage;
      if (believed === undefined) return;
      if (believed === "nothing") throw new Error("an answer that was given is not for nothing");
      for (const count of Object.values(believed))
        expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
      const { prompt_tokens: input, completion_tokens: output } = told as Record<string, unknown>;
      expect(believed).toMatchObject({ input, output });
      expect(believed.cached + believed.written).toBeLessThanOrEqual(believed.input);
    }),
    { numRuns: 200 },
  );
});

const events = (...said: readonly object[]): string =>
  said
    .map((one) => `${"type" in one ? `event: ${one.type}\n` : ""}data: ${JSON.stringify(one)}\n\n`)
    .join("");
const text = 'Größe: "3" ✓';
const message = { id: "m", type: "message", role: "assistant", model: "m" };
const part = { item_id: "m", output_index: 0, content_index: 0, logprobs: [] };
const chunk = { id: "c", created: 1, model: "m" };

/** An answer as each kind of provider streams it. */
const streams = {
  anthropic: events(
    {
      type: "message_start",
      message: { ...message, content: [], stop_reason: null, usage: { input_tokens: 100, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: text.slice(0, 5) } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: text.slice(5) } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 20 } },
    { type: "message_stop" },
  ),
  openai: events(
    { type: "response.created", response: { id: "r", created_at: 1, model: "m" } },
    { type: "response.output_item.added", output_index: 0, item: { ...message, content: [] } },
    { type: "response.output_text.delta", ...part, delta: text.slice(0, 5) },
    { type: "response.output_text.delta", ...part, delta: text.slice(5) },
    {
      type: "response.completed",
      response: { incomplete_details: null, usage: { input_tokens: 100, output_tokens: 20 } },
    },
  ),
  google: events(
    { candidates: [{ content: { role: "model", parts: [{ text: text.slice(0, 5) }] } }] },
    {
      candidates: [{ content: { role: "model", parts: [{ text: text.slice(5) }] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, totalTokenCount: 120 },
    },
  ),
  "openai-compatible": `${events(
    { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: text.slice(0, 5) } }] },
    { ...chunk, choices: [{ index: 0, delta: { content: text.slice(5) } }] },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    { ...chunk, choices: [], usage: used(100, 20) },
  )}data: [DONE]\n\n`,
} as const;

test.each(Object.entries(streams))(
  "a stream of %s that ends, or breaks, anywhere is the whole answer or none",
  async (kind, stream) => {
    const bytes = Buffer.from(stream);
    let length = 0;
    const { url } = await modelServer((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(bytes.subarray(0, length), () =>
        length % 2 === 0 ? response.end() : response.destroy(),
      );
    });
    const fabric = fabricOf({
      providers: { p: { kind, url, key: "KEY" } },
      models: { m: { provider: "p", model: "m" } },
    });
    if ("wrong" in fabric || fabric.models[0] === undefined) throw new Error(JSON.stringify(fabric));
    // By three, so that it ends and breaks by turns.
    for (length = 1; length < bytes.length; length += 3) {
      const answer = await ask(fabric.models[0], { ...question, progress: () => undefined }, { KEY: "k" });
      if ("failure" in answer) {
        expect(answer).toMatchObject({ failure: "transient" });
        expect(answer).not.toHaveProperty("billed");
      } else expect(answer.text, `after ${length} bytes`).toBe(text);
    }
    length = bytes.length + (bytes.length % 2);
    const usage = { input: 100, output: 20, cached: 0, written: 0 };
    expect(await ask(fabric.models[0], { ...question, progress: () => undefined }, { KEY: "k" })).toEqual({
      text,
      usage,
    });
  },
);

test("half a character at a time is put together", async () => {
  const { answer } = await answered(
    async (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const byte of Buffer.from(streams["openai-compatible"]))
        await new Promise((written) => response.write(Buffer.from([byte]), written));
      response.end();
    },
    { progress: () => undefined },
  );
  expect(answer).toMatchObject({ text, usage: { input: 100, output: 20 } });
});

const choice = (message: unknown, finish: unknown = "stop") =>
  sends({
    id: "c",
    created: 1,
    model: "m",
    choices: [{ index: 0, message, finish_reason: finish }],
    usage: used(100, 20),
  });
const call = { id: "one", type: "function", function: { name: "rm", arguments: '{"path":"/"}' } };

test.each<[string, Reply, object]>([
  [
    "calls a tool that nobody offered",
    choice({ role: "assistant", content: null, tool_calls: [call, call] }, "tool_calls"),
    { failure: "transient" },
  ],
  [
    "calls a tool beside its text",
    choice({ role: "assistant", content: "hi", tool_calls: [call] }),
    { text: "hi" },
  ],
  ["has no text", choice({ role: "assistant", content: null }), { text: "" }],
  ["has a number for text", choice({ role: "assistant", content: 7 }), { failure: "invalid_output" }],
  [
    "has no choice",
    sends({ id: "c", created: 1, model: "m", choices: [], usage: used(100, 20) }),
    { failure: "transient" },
  ],
  [
    "has no list of choices",
    sends({ id: "c", created: 1, model: "m", usage: used(100, 20) }),
    { failure: "invalid_output" },
  ],
  ["is a list", sends([]), { failure: "invalid_output" }],
  ["is empty", sends(""), { failure: "invalid_output" }],
  ["ends for a reason of its own", choice({ role: "assistant", content: "hi" }, "bored"), { text: "hi" }],
  ["ends for no reason", choice({ role: "assistant", content: "hi" }, null), { text: "hi" }],
])("an answer that %s runs nothing and is classified", async (_, reply, expected) => {
  const { answer, asked } = await answered(reply);
  expect(answer).toMatchObject(expected);
  expect(asked).toHaveLength(1);
});

test("bytes that are no UTF-8 are replaced", async () => {
  const { answer } = await answered((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const [before, after] = [
      `{"id":"c","choices":[{"message":{"content":"a`,
      `b"},"finish_reason":"stop"}]}`,
    ];
    response.end(Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]));
  });
  expect(answer).toEqual({ text: "a\u{fffd}b" });
});

test.each(["openai", "anthropic", "google", "openai-compatible"])(
  "%s: neither a question nor its key follows a redirection",
  async (kind) => {
    const elsewhere = await modelServer(says("hi"));
    const { url, asked } = await modelServer((response) => {
      response.writeHead(307, {
        location: `${elsewhere.url.replace("127.0.0.1", "localhost")}/chat/completions`,
      });
      response.end();
    });
    const fabric = fabricOf({
      providers: { p: { kind, url, key: "KEY" } },
      models: { m: { provider: "p", model: "m" } },
    });
    if ("wrong" in fabric || fabric.models[0] === undefined) throw new Error(JSON.stringify(fabric));
    expect(await ask(fabric.models[0], question, { KEY: "k" })).toMatchObject({
      failure: "permanent",
      billed: "nothing",
    });
    expect([asked.length, elsewhere.asked.length]).toEqual([1, 0]);
  },
);

test.each([
  ["whole", false],
  ["streamed", true],
])("an answer without end (%s) is broken off", async (_, streamed) => {
  let sent = 0;
  let isGone = false;
  const filler = `: ${"x".repeat(1024 * 1024)}\n`;
  const endless: Reply = (response) => {
    response.writeHead(200, { "content-type": streamed ? "text/event-stream" : "application/json" });
    response.on("close", () => {
      isGone = true;
    });
    const more = (): void => {
      if (isGone) return;
      sent += filler.length;
      // Far more than is read, and less than memory has room for, if it were.
      if (sent > 400 * 1024 * 1024) response.end();
      else response.write(filler, more);
    };
    more();
  };
  const { answer } = await answered(endless, streamed ? { progress: () => undefined } : {});
  expect(answer).toMatchObject({ failure: "invalid_output" });
  expect(answer).not.toHaveProperty("billed");
  expect(sent).toBeLessThan(200 * 1024 * 1024);
});
