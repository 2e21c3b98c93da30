import type { Capability } from "@orchlang/plan";
import { HandlerFailure } from "../../handler.ts";
import { reportedIn } from "../http.ts";

/** A tool's result (Model Context Protocol 2025-06-18, "Tool Result"). */
export interface ToolResult {
  readonly structuredContent?: unknown;
  readonly content?: unknown;
  readonly isError?: unknown;
}

/**
 * The value: its structured content, else its text as JSON, or the plain text where a `String` is declared. Throws if
 * the tool reports an error, with a declared name if it states one: `{"error": {"name": …, "message": …}}`.
 */
export function resultOf(result: ToolResult, capability: Capability): unknown {
  const text = textOf(result.content);
  if (result.isError === true) throw failureOf(result, text, capability);
  if (result.structuredContent !== undefined) return result.structuredContent;
  if (capability.result === null || text === undefined) return null;
  const { schema } = capability.result;
  if (typeof schema === "object" && schema.type === "string") return text;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HandlerFailure("invalid_output", "The tool answered with text that is no JSON.", {
      reach: "reached",
      cause: error,
    });
  }
}

function failureOf(result: ToolResult, text: string | undefined, { fails }: Capability): HandlerFailure {
  const told = reportedIn(
    result.structuredContent === undefined ? (text ?? "") : JSON.stringify(result.structuredContent),
  );
  const message = told?.message ?? (text === undefined || text === "" ? "The tool failed." : text);
  // It was called. How far it came before it failed it alone knows.
  return new HandlerFailure(
    told?.name !== undefined && fails.includes(told.name) ? told.name : "permanent",
    message,
    { reach: "unknown" },
  );
}

/** Its blocks of text, one below the other; undefined where it has none. */
function textOf(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined;
  const texts = content
    .map((block: { readonly type?: unknown; readonly text?: unknown }) =>
      block.type === "text" && typeof block.text === "string" ? block.text : undefined,
    )
    .filter((one) => one !== undefined);
  return texts.length === 0 ? undefined : texts.join("\n");
}
