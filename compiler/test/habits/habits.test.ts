import { readFileSync } from "node:fs";
import type { Diagnostic } from "@orchlang/language";
import { describe, expect, test } from "vitest";
import { compileText } from "../compile-fixture.ts";

/* What is written as another language writes it: one error, on its line, that says how it is written here. */

const head = `module m
role lead
type Size = small | large
type Order {
  id: String, total: Money, note: String?, count: Int, size: Size, tags: [String] size 0..9, paid: Bool,
  at: Instant, share: Ratio
}
tool load(id: String) -> Order { effect pure  latency <= 1s  fails missing }
tool send(id: String) -> Bool { effect idempotent  latency <= 1s }
tool tell(text: String) { effect idempotent  latency <= 1s }
event paid_for(id: String) { from shop }
`;

const before = `${head}plan p(id: String, limit: Int) -> Bool {\n  step o = load(id)\n  `;
const behind = "\n  return o.paid\n}\n";

const around: Readonly<Record<string, (text: string) => string>> = {
  statements: (text) => `${before}${text}${behind}`,
  values: (text) => `${before}let x = ${text}${behind}`,
  declarations: (text) => `${before}wait 1s${behind}${text}\n`,
};

function errorsOf(text: string): readonly Diagnostic[] {
  return compileText(text).diagnostics.filter(({ severity }) => severity === "error");
}

/** All that an error says. */
function told({ message, label, notes, help, fixes }: Diagnostic): string {
  return [message, label, ...notes, help, ...fixes.map(({ title }) => title)].join("\n");
}

describe.each(Object.entries(around))("%s", (name, place) => {
  const rows = readFileSync(new URL(`./${name}.md`, import.meta.url), "utf8")
    .split("\n")
    .flatMap((line) => (line.includes("  ==>  ") ? [line.split("  ==>  ")] : []));

  test.each(rows)("%s", (written, wanted) => {
    const part = (written ?? "").replaceAll(" ⏎ ", "\n");
    const text = place(part);
    const [error, ...others] = errorsOf(text);
    expect(others.map(({ message }) => message)).toEqual([]);
    if (error === undefined) throw new Error("nothing is told");
    expect(told(error)).toContain(wanted);
    const line = (offset: number): number => text.slice(0, offset).split("\n").length;
    const first = line(text.indexOf(part));
    expect(line(error.span.start)).toBeGreaterThanOrEqual(first);
    expect(line(error.span.start)).toBeLessThanOrEqual(first + part.split("\n").length - 1);
  });
});
