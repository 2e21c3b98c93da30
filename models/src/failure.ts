import { APICallError, JSONParseError, TypeValidationError } from "@ai-sdk/provider";
import type { Usage } from "./rates.ts";
import { TooLong } from "./request.ts";

/** A question without an answer. */
export interface AskFailure {
  /** A built-in failure of the semantics (rule 16). */
  readonly failure: "transient" | "timeout" | "permanent" | "invalid_output";
  readonly message: string;
  readonly reach: "reached" | "not_reached" | "unknown";
  /** The provider's charge for it; absent: unknown, so that the worst case counts. */
  readonly billed?: Usage | "nothing";
  /** The headers of an answer that says when to ask again. */
  readonly again?: Pick<Headers, "get">;
}

/** Answers of a provider that asks for patience. 529: Anthropic's "overloaded". */
const passing: ReadonlySet<number> = new Set([408, 409, 421, 423, 425, 429, 500, 502, 503, 504, 529]);

/**
 * | the provider | failure | billed |
 * |---|---|---|
 * | answers 408, 409, 421, 423, 425, 429, 5xx | transient | nothing |
 * | answers any other 4xx, or a redirection | permanent | nothing |
 * | answers 2xx with what is no answer, or without end | invalid_output | unknown |
 * | can't be reached | transient | nothing |
 * | breaks the connection off | transient | unknown |
 *
 * Providers don't charge for requests that they reject. `secret` never appears in the message.
 */
export function failureOf(name: string, error: unknown, secret: string | undefined): AskFailure {
  const words = hidden(wordsOf(error), secret);
  const status = APICallError.isInstance(error) ? error.statusCode : undefined;
  if (status === undefined || status < 300) return withoutStatus(name, error, words);
  return {
    failure: passing.has(status) ? "transient" : "permanent",
    message: `${name} answered ${status}: ${words}`,
    reach: "not_reached",
    billed: "nothing",
    ...againIn(error),
  };
}

function againIn(error: unknown): Pick<AskFailure, "again"> {
  const { responseHeaders = {} } = error as APICallError;
  return Object.keys(responseHeaders).some((name) => name.startsWith("retry-after"))
    ? { again: new Headers(responseHeaders) }
    : {};
}

/** The connection, or the answer itself, is at fault. */
function withoutStatus(name: string, error: unknown, words: string): AskFailure {
  const chain = causes(error);
  if (chain.some((one) => one instanceof TooLong))
    return {
      failure: "invalid_output",
      message: `${name} gave too long an answer: ${words}`,
      reach: "reached",
    };
  if (chain.some((one) => JSONParseError.isInstance(one) || TypeValidationError.isInstance(one)))
    return {
      failure: "invalid_output",
      message: `${name} gave what is no answer: ${words}`,
      reach: "reached",
    };
  if (chain.some((one) => "code" in one && typeof one.code === "string" && unreached.test(one.code)))
    return {
      failure: "transient",
      message: `${name} can't be reached: ${words}`,
      reach: "not_reached",
      billed: "nothing",
    };
  return { failure: "transient", message: `${name} broke off: ${words}`, reach: "unknown" };
}

const unreached = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/u;

function causes(error: unknown): readonly Error[] {
  const errors: Error[] = [];
  for (let next = error; next instanceof Error && errors.length < 8; next = next.cause) errors.push(next);
  return errors;
}

function wordsOf(error: unknown): string {
  const words = causes(error).flatMap(({ message }) => (message === "" ? [] : [message]));
  // A cause often repeats what it has caused, or is repeated in it.
  const filter = [...new Set(words)].filter(
    (one, _, all) => !all.some((other) => other !== one && other.includes(one)),
  );
  return words.length === 0 ? String(error) : filter.join(": ");
}

/** A provider may repeat a wrong key in its answer. */
function hidden(words: string, secret: string | undefined): string {
  return secret === undefined || secret === "" ? words : words.replaceAll(secret, "‹key›");
}
