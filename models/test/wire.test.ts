import { expect, test } from "vitest";
import { ask } from "../src/ask.ts";
import { fabricOf } from "../src/settings.ts";
import { modelServer, sends } from "./server.ts";

/** Answers as the three providers document them, with the parts that are read. */
const recorded = {
  openai: {
    model: "gpt-4o-mini",
    path: "/v1/responses",
    secret: ["authorization", "Bearer k"],
    limit: { max_output_tokens: 50 },
    answer: {
      id: "resp_1",
      object: "response",
      created_at: 1741476542,
      status: "completed",
      error: null,
      incomplete_details: null,
      model: "gpt-4o-mini-2024-07-18",
      output: [
        {
          type: "message",
          id: "msg_1",
          status: "completed",
          role: "assistant",
          content: [{ type: "output_text", text: '{"n":1}', annotations: [] }],
        },
      ],
      usage: {
        input_tokens: 36,
        input_tokens_details: { cached_tokens: 12 },
        output_tokens: 87,
        output_tokens_details: { reasoning_tokens: 40 },
        total_tokens: 123,
      },
    },
    usage: { input: 36, output: 87, cached: 12, written: 0 },
  },
  anthropic: {
    model: "claude-haiku-4-5",
    path: "/v1/messages",
    secret: ["x-api-key", "k"],
    limit: { max_tokens: 50 },
    answer: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-haiku-4-5-20251001",
      content: [{ type: "text", text: '{"n":1}' }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: {
        input_tokens: 20,
        cache_creation_input_tokens: 4,
        cache_read_input_tokens: 12,
        output_tokens: 87,
      },
    },
    usage: { input: 36, output: 87, cached: 12, written: 4 },
  },
  google: {
    model: "gemini-2.5-flash",
    path: "/v1/models/gemini-2.5-flash:generateContent",
    secret: ["x-goog-api-key", "k"],
    limit: { generationConfig: { maxOutputTokens: 50 } },
    answer: {
      candidates: [
        { content: { role: "model", parts: [{ text: '{"n":1}' }] }, finishReason: "STOP", index: 0 },
      ],
      usageMetadata: {
        promptTokenCount: 36,
        cachedContentTokenCount: 12,
        candidatesTokenCount: 47,
        thoughtsTokenCount: 40,
        totalTokenCount: 123,
      },
      modelVersion: "gemini-2.5-flash",
    },
    usage: { input: 36, output: 87, cached: 12, written: 0 },
  },
} as const;

test.each(Object.entries(recorded))("%s: the request, the answer and its usage", async (kind, wire) => {
  const { url, asked } = await modelServer(sends(wire.answer));
  const fabric = fabricOf({
    providers: { p: { kind, url, key: "KEY" } },
    models: { m: { provider: "p", model: wire.model } },
  });
  if ("wrong" in fabric || fabric.models[0] === undefined) throw new Error(JSON.stringify(fabric));
  const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const question = { prompt: "A number?", schema, outputTokens: 50, signal: new AbortController().signal };
  expect(await ask(fabric.models[0], question, { KEY: "k" })).toEqual({ text: '{"n":1}', usage: wire.usage });
  const [header, value] = wire.secret;
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ path: wire.path, headers: { [header]: value }, body: wire.limit });
  const sent = JSON.stringify(asked[0]?.body);
  expect(sent).toContain("A number?");
  expect(sent).toContain('"integer"');
});
