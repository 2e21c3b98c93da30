/** Counts the tokens of a text. */
export type Count = (text: string) => number;

/** `by`: the tokenizer, or `bytes`, the bound for models whose tokenizer is not known. */
export interface Tokenizer {
  readonly by: "o200k_base" | "cl100k_base" | "bytes";
  readonly count: Count;
}

/**
 * Longer runs of letters, marks or spaces take the tokenizer quadratic time: 14 s for 100,000 letters. A text with one is
 * counted by its bytes.
 */
const longRun = /[\p{L}\p{M}]{400}|[\s/]{400}|[^\s\p{L}\p{N}]{400}/u;

/**
 * The tokenizer of a model, by its name at the provider: exact for those of OpenAI. For any other it is an upper bound: no
 * token stands for less than a byte, so that a text never has more tokens than bytes of UTF-8. `llm` calls are held to the
 * same bound.
 */
export async function tokenizerOf(model: string): Promise<Tokenizer> {
  const by = encodingOf(model);
  if (by === "bytes") return { by, count: bytesOf };
  // Each is megabytes of ranks: loaded by those who count.
  const { countTokens } =
    by === "o200k_base"
      ? await import("gpt-tokenizer/encoding/o200k_base")
      : await import("gpt-tokenizer/encoding/cl100k_base");
  // A text that spells out a special token is counted as the text that it is.
  const asText = { disallowedSpecial: new Set<string>() };
  return { by, count: (text) => (longRun.test(text) ? bytesOf(text) : countTokens(text, asText)) };
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** As tiktoken's `model.py` and gpt-tokenizer's model table have it; the prefix before a slash is a gateway's. */
function encodingOf(model: string): Tokenizer["by"] {
  const name = (model.split("/").at(-1) ?? model).toLowerCase();
  if (/^(?:gpt-(?:4o|4\.1|4\.5|5)|chatgpt-4o|o[134](?:-|$)|gpt-oss)/u.test(name)) return "o200k_base";
  return /^gpt-(?:4|3\.5)(?:-|$)/u.test(name) ? "cl100k_base" : "bytes";
}
