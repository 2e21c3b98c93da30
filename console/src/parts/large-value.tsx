import type { Json, JsonObject } from "@orchlang/plan";
import { useState } from "react";
import { ask, type Problem } from "../server/client.ts";
import { texts } from "../texts.ts";

/** A value that the server keeps back because of its size, and where it is. */
interface Large {
  /** The fields that lead to it; of the whole value none. */
  readonly name: string;
  readonly chars: number;
  readonly at: string;
}

const words = texts.large;

/** As much of a large value is shown at once: more of it would make the page slow. Characters. */
const readMax = 100_000;

/** The large values in one, and the same value with a remark for each. */
export function withoutLarge(
  value: Json,
  name = "",
): { readonly value: Json; readonly large: readonly Large[] } {
  if (typeof value !== "object" || value === null) return { value, large: [] };
  if (isReference(value))
    return {
      value: words.remark(value.chars),
      large: [{ name, chars: value.chars, at: value.at }],
    };
  if (Array.isArray(value)) {
    const parts = value.map((one, at) => withoutLarge(one, `${name}[${at}]`));
    return { value: parts.map((one) => one.value), large: parts.flatMap((one) => one.large) };
  }
  const parts = Object.entries(value).map(
    ([key, one]) => [key, withoutLarge(one as Json, name === "" ? key : `${name}.${key}`)] as const,
  );
  return {
    value: Object.fromEntries(parts.map(([key, one]) => [key, one.value])),
    large: parts.flatMap(([, one]) => one.large),
  };
}

/** The reference to a large value: its hash, its length, and its path in the API. */
function isReference(value: object): value is JsonObject & { readonly chars: number; readonly at: string } {
  const { $value, chars, at } = value as JsonObject;
  return typeof $value === "string" && typeof chars === "number" && typeof at === "string";
}

/** Reads a large value once somebody wants it. */
export function LargeValue({ large: { name, chars, at } }: { large: Large }) {
  const [text, setText] = useState<string | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const read = async (): Promise<void> => {
    const answer = await ask<{ readonly value: Json }>({ path: at });
    if (!answer.ok) setProblem(answer.problem);
    else setText(textOf(answer.value.value));
  };
  if (text === undefined)
    return (
      <div className="row">
        <button type="button" className="button is-small" onClick={() => void read()}>
          {words.read(name, chars)}
        </button>
        {problem !== undefined && <span className="fault">{problem.detail || texts.problems.title}</span>}
      </div>
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long value is scrolled by itself, with the keyboard too */}
      <section className="value" tabIndex={0} aria-label={words.label(name)}>
        <pre>{text.slice(0, readMax)}</pre>
      </section>
      <p className="row small">
        {text.length > readMax && <span className="quiet">{texts.run.cut(text.length)}</span>}
        <button type="button" className="button is-small is-plain" onClick={() => save(name, text)}>
          {words.save}
        </button>
      </p>
    </>
  );
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${name === "" ? "value" : name}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}
