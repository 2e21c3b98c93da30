/**
 * One question to a model: one request, no retry, no tool that runs by itself. The provider packages of the `ai` SDK
 * (specification V4) are called directly, since retries, loops and parsing are the kernel's and the runtime's work.
 */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { JsonObject } from "@orchlang/plan";
import { type AskFailure, failureOf } from "./failure.ts";
import type { Usage } from "./rates.ts";
import { request } from "./request.ts";
import type { Model, Provider } from "./settings.ts";

export interface Question {
  readonly prompt: string;
  /** The schema of the answer; absent: it is text. */
  readonly schema?: JsonObject;
  /** Absent: as many as the model gives. */
  readonly outputTokens?: number;
  readonly signal: AbortSignal;
  /** Called with the number of characters so far: then the answer is streamed. */
  readonly progress?: (characters: number) => void;
}

/** `usage` absent: the provider did not report it, or reported what can't be, so that the worst case counts. */
export type Answer = { readonly text: string; readonly usage?: Usage } | AskFailure;

/** Never throws but at its own mistakes. */
export async function ask(
  model: Model,
  question: Question,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Answer> {
  const { key } = model.provider;
  const secret = key === undefined ? undefined : environment[key];
  if (key !== undefined && !secret)
    return {
      failure: "permanent",
      message: `${model.name}: the environment variable ${key} is not set.`,
      reach: "not_reached",
      billed: "nothing",
    };
  try {
    const asked = await opened(model, secret);
    const options = optionsOf(model.provider, question);
    const result =
      question.progress === undefined
        ? await whole(asked, options)
        : await streamed(asked, options, question.progress);
    return answerOf(model, result);
  } catch (error) {
    if (question.signal.aborted) throw question.signal.reason;
    return failureOf(model.name, error, secret);
  }
}

interface Client {
  readonly secret: string | undefined;
  readonly asked: LanguageModelV4;
}

/** The client of each model, with the key that it was made with: making one costs more than a question. */
const clients = new Map<string, Client>();

async function opened(model: Model, secret: string | undefined): Promise<LanguageModelV4> {
  const { kind, name, url, structured } = model.provider;
  const place = JSON.stringify([kind, name, url, structured, model.model]);
  const known = clients.get(place);
  if (known !== undefined && known.secret === secret) return known.asked;
  const asked = await made(model, secret);
  clients.set(place, { secret, asked });
  return asked;
}

/** Loaded by those who ask: the packages are large. */
async function made({ provider, model }: Model, secret: string | undefined): Promise<LanguageModelV4> {
  const access = {
    fetch: request,
    ...(secret === undefined ? {} : { apiKey: secret }),
    ...(provider.url === undefined ? {} : { baseURL: provider.url }),
  };
  switch (provider.kind) {
    case "openai":
      return (await import("@ai-sdk/openai")).createOpenAI(access)(model);
    case "anthropic":
      return (await import("@ai-sdk/anthropic")).createAnthropic(access)(model);
    case "google":
      return (await import("@ai-sdk/google")).createGoogle(access)(model);
    case "openai-compatible": {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const { name, url = "", structured } = provider;
      const settings = { ...access, name, baseURL: url, includeUsage: true };
      return createOpenAICompatible({ ...settings, supportsStructuredOutputs: structured })(model);
    }
  }
}

/** The text that a question is sent as. */
export function promptOf(
  { structured }: Provider,
  { prompt, schema }: Pick<Question, "prompt" | "schema">,
): string {
  if (schema === undefined || structured) return prompt;
  return `${prompt}\n\nAnswer with JSON alone, which fits this JSON Schema:\n${JSON.stringify(schema)}`;
}

function optionsOf(provider: Provider, question: Question): LanguageModelV4CallOptions {
  const { schema, outputTokens, signal } = question;
  const format =
    schema === undefined
      ? {}
      : provider.structured
        ? { responseFormat: { type: "json", schema, name: "result" } as const }
        : { responseFormat: { type: "json" } as const };
  return {
    prompt: [{ role: "user", content: [{ type: "text", text: promptOf(provider, question) }] }],
    abortSignal: signal,
    ...(outputTokens === undefined ? {} : { maxOutputTokens: outputTokens }),
    ...format,
    // The provider's own dialect of schemas rejects optional fields. The runtime checks the answer by the plan's schema.
    providerOptions: { openai: { strictJsonSchema: false }, [provider.name]: { strictJsonSchema: false } },
  };
}

interface Told {
  readonly text: string;
  readonly usage: LanguageModelV4Usage | undefined;
  readonly finish: string | undefined;
}

async function whole(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Told> {
  const { content, usage, finishReason, structuredOutputText } = await model.doGenerate(options);
  const texts = content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  return { text: structuredOutputText ?? texts.join(""), usage, finish: finishReason.unified };
}

/** A stream that ends without its last part was cut off. */
async function streamed(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  progress: (characters: number) => void,
): Promise<Told> {
  const { stream } = await model.doStream(options);
  let text = "";
  let end: Pick<Told, "usage" | "finish"> | undefined;
  for await (const part of stream) {
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta") {
      text += part.delta;
      progress(text.length);
    }
    if (part.type === "finish") end = { usage: part.usage, finish: part.finishReason.unified };
  }
  return { text, usage: end?.usage, finish: end?.finish };
}

function answerOf({ name }: Model, { text, usage, finish }: Told): Answer {
  const used = usageOf(usage, text);
  const known = used === undefined ? {} : { usage: used };
  const failed = (failure: AskFailure["failure"], why: string): AskFailure => ({
    failure,
    message: `${name} ${why}`,
    reach: "reached",
    ...(used === undefined ? {} : { billed: used }),
  });
  switch (finish) {
    case "stop":
      return { text, ...known };
    case "length":
      return failed("invalid_output", "reached its limit of tokens before the answer was complete.");
    case "content-filter":
      return failed("permanent", "refused: its provider's filter stopped the answer.");
    case undefined:
      return failed("transient", "was cut off in the middle of its answer.");
    // Servers that leave the reason out, or have one of their own, may have answered in full.
    case "other":
      return text === "" ? failed("transient", "stopped without an answer.") : { text, ...known };
    default:
      return failed("transient", `stopped without an answer (${finish}).`);
  }
}

/**
 * Tokens as reported. Undefined where the report is missing or can't be true: not whole numbers from 0, more cached than
 * sent, or nothing for a question or an answer that has text.
 */
function usageOf(reported: LanguageModelV4Usage | undefined, text: string): Usage | undefined {
  if (reported === undefined) return undefined;
  const { total: input, cacheRead: cached = 0, cacheWrite: written = 0 } = reported.inputTokens;
  const { total: output } = reported.outputTokens;
  const isCount = (value: number | undefined): value is number =>
    value !== undefined && Number.isSafeInteger(value) && value >= 0;
  if (!isCount(input) || !isCount(output) || !isCount(cached) || !isCount(written)) return undefined;
  if (input === 0 || cached + written > input || (text !== "" && output === 0)) return undefined;
  return { input, output, cached, written };
}
