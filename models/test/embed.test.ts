import { expect, test } from "vitest";
import { embed } from "../src/embed.ts";
import { fabricOf } from "../src/settings.ts";
import { busy, modelServer, type Reply, sends, silent } from "./server.ts";

async function served(reply: Reply) {
  const { url, asked } = await modelServer(reply);
  const settings = {
    providers: { p: { kind: "openai-compatible", url } },
    models: { m: { provider: "p", model: "e" } },
  };
  const fabric = fabricOf(settings);
  const model = "wrong" in fabric ? undefined : fabric.models[0];
  if (model === undefined) throw new Error(JSON.stringify(fabric));
  const ask = (text: string, signal = new AbortController().signal) => embed(model, { text, signal }, {});
  return { ask, asked };
}

const gives = (embedding: unknown) =>
  sends({
    object: "list",
    model: "e",
    data: [{ object: "embedding", index: 0, embedding }],
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });

test("a vector has the length 1, and is of the beginning of a long text", async () => {
  const { ask, asked } = await served(gives([3, 4]));
  expect(await ask("x".repeat(20_000))).toEqual({ vector: Float32Array.from([0.6, 0.8]) });
  expect(asked[0]?.path).toBe("/v1/embeddings");
  expect(asked[0]?.body).toMatchObject({ model: "e", input: ["x".repeat(8_000)] });
});

test.each([
  [gives([0, 0]), "invalid_output"],
  [gives([]), "invalid_output"],
  [busy, "transient"],
  [sends("no JSON"), "invalid_output"],
  [sends({ error: { message: "too long" } }, 400), "permanent"],
])("what is no vector is a failure, and is asked for once", async (reply, failure) => {
  const { ask, asked } = await served(reply);
  expect(await ask("x")).toMatchObject({ failure });
  expect(asked).toHaveLength(1);
});

test("a silent server is left when the attempt is over", async () => {
  const { ask } = await served(silent);
  await expect(ask("x", AbortSignal.abort(new Error("out of time")))).rejects.toThrow("out of time");
});
