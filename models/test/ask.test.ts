import { expect, test } from "vitest";
import { ask } from "../src/ask.ts";
import { fabricOf, type Model } from "../src/settings.ts";
import { busy, cut, modelServer, type Reply, says, sends, silent, stops, used } from "./server.ts";

const key = "sk-very-secret";

function modelAt(url: string, settings: object = {}): Model {
  const fabric = fabricOf({
    providers: { local: { kind: "openai-compatible", url, key: "LOCAL_KEY", ...settings } },
    models: { small: { provider: "local", model: "m" } },
  });
  if ("wrong" in fabric || fabric.models[0] === undefined) throw new Error(JSON.stringify(fabric));
  return fabric.models[0];
}

async function answered(reply: Reply, more: Partial<Parameters<typeof ask>[1]> = {}) {
  const { url, asked } = await modelServer(reply);
  const signal = new AbortController().signal;
  const answer = await ask(modelAt(url), { prompt: "Hello?", signal, ...more }, { LOCAL_KEY: key });
  return { answer, asked };
}

test("one question is one request, with its key, its limit and its schema", async () => {
  const schema = { type: "object", properties: { text: { type: "string" } } };
  const { answer, asked } = await answered(says("{}", { usage: used(100, 20, 60) }), {
    schema,
    outputTokens: 77,
  });
  expect(answer).toEqual({ text: "{}", usage: { input: 100, output: 20, cached: 60, written: 0 } });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    path: "/v1/chat/completions",
    headers: { authorization: `Bearer ${key}` },
    body: {
      model: "m",
      max_tokens: 77,
      messages: [{ role: "user", content: "Hello?" }],
      response_format: { type: "json_schema", json_schema: { schema } },
    },
  });
});

test("a server that takes no schema gets it in words", async () => {
  const { url, asked } = await modelServer(says("{}"));
  const signal = new AbortController().signal;
  const model = modelAt(url, { structured: false });
  await ask(model, { prompt: "Hello?", schema: { type: "object" }, signal }, { LOCAL_KEY: key });
  expect(asked[0]?.body).toMatchObject({ response_format: { type: "json_object" } });
  expect(JSON.stringify(asked[0]?.body.messages)).toContain("JSON Schema");
});

test.each<[string, Reply, object]>([
  ["429", busy, { failure: "transient", reach: "not_reached", billed: "nothing" }],
  ["overload", sends({ error: { message: "x" } }, 529), { failure: "transient", billed: "nothing" }],
  [
    "a wrong key",
    sends({ error: { message: `bad ${key}` } }, 401),
    { failure: "permanent", billed: "nothing" },
  ],
  ["no such model", sends({ error: { message: "x" } }, 404), { failure: "permanent", billed: "nothing" }],
  ["a body cut off", cut, { failure: "transient", reach: "unknown" }],
  ["no JSON", sends("<html>"), { failure: "invalid_output", reach: "reached" }],
  ["JSON that is no answer", sends({ hello: 1 }), { failure: "invalid_output", reach: "reached" }],
  [
    "the limit of tokens",
    says("{", { finish: "length" }),
    { failure: "invalid_output", billed: { output: 20 } },
  ],
  ["a filter", says("", { finish: "content_filter" }), { failure: "permanent", billed: { input: 100 } }],
])("%s is one request and a classified failure", async (_, reply, failure) => {
  const { answer, asked } = await answered(reply);
  expect(answer).toMatchObject(failure);
  expect(asked).toHaveLength(1);
  expect(JSON.stringify(answer)).not.toContain(key);
});

test("an answer that is cut off is charged as nobody knows", async () => {
  const { answer } = await answered(cut);
  expect(answer).not.toHaveProperty("billed");
});

test.each<[string, unknown]>([
  ["is missing", null],
  ["is nothing for a question", used(0, 5)],
  ["is nothing for a text", used(10, 0)],
  ["is negative", used(-10, 5)],
  ["is a fraction", used(10.5, 5)],
  ["has more cached than sent", used(10, 5, 11)],
])("usage that %s is not believed", async (_, usage) => {
  const { answer } = await answered(says("hello", { usage: usage as object }));
  expect(answer).not.toHaveProperty("usage");
});

test("a key that was replaced is the one that is sent", async () => {
  const { url, asked } = await modelServer(says("yes"));
  const model = modelAt(url);
  const question = { prompt: "Hello?", signal: new AbortController().signal };
  for (const LOCAL_KEY of ["old", "old", "new"]) await ask(model, question, { LOCAL_KEY });
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([
    "Bearer old",
    "Bearer old",
    "Bearer new",
  ]);
});

test("a stream reports how far it is, and its usage", async () => {
  const seen: number[] = [];
  const { answer } = await answered(says("a text of many letters"), { progress: (n) => seen.push(n) });
  expect(answer).toMatchObject({ text: "a text of many letters", usage: { input: 100, output: 20 } });
  expect(seen.at(-1)).toBe(22);
  expect(seen.length).toBeGreaterThan(1);
});

test.each([
  ["breaks", cut],
  ["ends too early", stops],
])("a stream that %s is no answer", async (_, reply) => {
  const { answer } = await answered(reply, { progress: () => undefined });
  expect(answer).toMatchObject({ failure: "transient" });
  expect(answer).not.toHaveProperty("billed");
});

test("a question that nobody waits for any more ends with the reason", async () => {
  const stop = new AbortController();
  const { url } = await modelServer((response, asked) => {
    silent(response, asked);
    stop.abort(new Error("out of time"));
  });
  const answer = ask(modelAt(url), { prompt: "?", signal: stop.signal }, { LOCAL_KEY: key });
  await expect(answer).rejects.toThrow("out of time");
});

test("without its key nothing is asked; without a server nothing is charged", async () => {
  const { signal } = new AbortController();
  const nowhere = modelAt("http://127.0.0.1:59999/v1");
  expect(await ask(nowhere, { prompt: "?", signal }, {})).toMatchObject({
    failure: "permanent",
    message: expect.stringContaining("LOCAL_KEY"),
  });
  expect(await ask(nowhere, { prompt: "?", signal }, { LOCAL_KEY: key })).toMatchObject({
    failure: "transient",
    message: expect.stringMatching(/^(?:(?!ECONNREFUSED).)*ECONNREFUSED(?:(?!ECONNREFUSED).)*$/u),
    reach: "not_reached",
    billed: "nothing",
  });
});
