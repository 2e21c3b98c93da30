import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Candidate, fabricOf, routeOf } from "@orchlang/models";
import type { Capability } from "@orchlang/plan";
import { createOpenAICompatible } from "../../node_modules/@ai-sdk/openai-compatible/dist/index.js";
import type { HandlerContext } from "../../runtime/src/handler.ts";
import { Models } from "../../runtime/src/workers/models.ts";
import type { Topic } from "../topic.ts";

const calls = 20;
const question = "Sum up: calm all day.";
const result = {
  type: "object" as const,
  properties: { text: { type: "string" as const } },
  required: ["text"],
};

/** A question to a server in this process: with binding, limits, books and checks, beside the bare SDK's request. */
export const questions: Topic = {
  name: "one question to a model that answers at once",
  unit: "questions",
  tail: true,
  adds: true,
  turns: 10,
  calls: { warmUps: 5, measured: 40 },
  prepare: async () => {
    const { url, close } = await answering();
    const { signal } = new AbortController();
    const candidate = candidateAt(url);
    const models = new Models({}, Date);
    const context = { signal, spend: () => undefined, log: () => undefined } as unknown as HandlerContext;
    const place = { capability, schemas: {}, root: "", handler: { kind: "registered" } } as const;
    const bare = createOpenAICompatible({ name: "l", baseURL: url, supportsStructuredOutputs: true })("m");
    return [
      {
        name: "orch",
        units: calls,
        run: async () => {
          for (let each = 0; each < calls; each++) {
            const loaded = await models.load(place, [candidate], { attempt: 1, key: String(each) });
            if (!("call" in loaded)) throw new Error(loaded.unusable);
            await (loaded.call as (args: object, context: HandlerContext) => unknown)(
              { entry: question },
              context,
            );
          }
        },
        close,
      },
      {
        name: "the bare SDK",
        units: calls,
        run: async () => {
          for (let each = 0; each < calls; each++)
            await bare.doGenerate({
              prompt: [{ role: "user", content: [{ type: "text", text: question }] }],
              responseFormat: { type: "json", schema: result },
            });
        },
      },
    ];
  },
};

const label = { confidentiality: "internal", integrity: "untrusted" } as const;
const capability: Capability = {
  name: "bench.sum_up",
  kind: "llm",
  params: [],
  result: { schema: result, label },
  effect: { kind: "pure" },
  cost: { op: "constant", value: { amount: "0.01", currency: "USD" } },
  tokens: { op: "constant", value: 2_000 },
  fails: [],
  ensures: [],
  scopes: [],
  clearance: label,
  tiers: [],
  uses: [],
  tags: [],
  touches: [],
  model: { role: "executor", prompt: { op: "read", from: "local", name: "entry" } },
};

function candidateAt(url: string): Candidate {
  const fabric = fabricOf({
    providers: { l: { kind: "openai-compatible", url } },
    models: { m: { provider: "l", model: "m", rates: { input: "1", output: "2" } } },
  });
  if ("wrong" in fabric) throw new Error(fabric.wrong.join("\n"));
  const wanted = {
    role: "executor",
    clearance: "internal",
    tiers: [],
    bounded: true,
    not: new Set<string>(),
  } as const;
  const [candidate] = routeOf(fabric, wanted).candidates;
  if (candidate === undefined) throw new Error("no model may be asked");
  return candidate;
}

async function answering(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const message = { role: "assistant", content: '{"text":"Calm."}' };
  const answer = JSON.stringify({
    id: "c",
    created: 1,
    model: "m",
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage: { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 },
  });
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close };
}
