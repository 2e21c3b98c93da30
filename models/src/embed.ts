/** Vectors of texts: one request, no retry, as a question. */
import type { EmbeddingModelV4 } from "@ai-sdk/provider";
import { type AskFailure, failureOf } from "./failure.ts";
import { request } from "./request.ts";
import type { Model } from "./settings.ts";

export type Embedded = { readonly vector: Float32Array } | AskFailure;

/** Characters of a text that a vector is made of: models take some thousands of tokens, and reject more. */
const charsMax = 8_000;

/** The vector of a text, of length 1. Never throws but at its own mistakes. */
export async function embed(
  model: Model,
  { text, signal }: { readonly text: string; readonly signal: AbortSignal },
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Embedded> {
  const { key } = model.provider;
  const secret = key === undefined ? undefined : environment[key];
  try {
    const asked = await opened(model, secret);
    if (asked === undefined) return wrong(model, "computes no vectors.", "permanent");
    const { embeddings } = await asked.doEmbed({ values: [text.slice(0, charsMax)], abortSignal: signal });
    const vector = Float32Array.from(embeddings[0] ?? []);
    const length = Math.hypot(...vector);
    if (!Number.isFinite(length) || length === 0) return wrong(model, "gave no vector.", "invalid_output");
    return { vector: vector.map((part) => part / length) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return failureOf(model.name, error, secret);
  }
}

function wrong({ name }: Model, says: string, failure: AskFailure["failure"]): AskFailure {
  return { failure, message: `${name} ${says}`, reach: "reached", billed: "nothing" };
}

/** Undefined: the provider has no models for vectors. */
async function opened(
  { provider, model }: Model,
  secret: string | undefined,
): Promise<EmbeddingModelV4 | undefined> {
  const access = {
    fetch: request,
    ...(secret === undefined ? {} : { apiKey: secret }),
    ...(provider.url === undefined ? {} : { baseURL: provider.url }),
  };
  switch (provider.kind) {
    case "openai":
      return (await import("@ai-sdk/openai")).createOpenAI(access).embeddingModel(model);
    case "google":
      return (await import("@ai-sdk/google")).createGoogle(access).embeddingModel(model);
    case "anthropic":
      return undefined;
    case "openai-compatible": {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const { name, url = "" } = provider;
      return createOpenAICompatible({ ...access, name, baseURL: url }).embeddingModel(model);
    }
  }
}
