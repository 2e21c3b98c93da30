import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PlanFile } from "@orchlang/plan";
import { renderHtml } from "@orchlang/presentation/drawing";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { openSession } from "../../src/session/session.ts";
import { memoryHost } from "../compile-fixture.ts";

const path = "/m.orch";
const program = { files: [path], root: "/" };
const programs = ["../programs/", "../corpus/programs/"]
  .map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /[^/]\.orch$/u.test(name))
      .map((name) => [name, readFileSync(folder + name, "utf8")] as const),
  );
/** Every tenth of them; `LAWS=10` takes all. */
const distance = Math.max(1, Math.round(10 / Number(process.env.LAWS ?? 1)));

/** What only a run needs, and what tells one file from another. */
function shown(file: PlanFile | undefined) {
  if (file === undefined) return undefined;
  const { schemas: _, ...plan } = file.plan;
  const { files: __, ...about } = file.about;
  return { plan, about, page: renderHtml({ ...file, id: "sha256:" }) };
}

test.each(programs.filter((_, index) => index % distance === 0))(
  "%s is seen while it is open as it is compiled, before and after changes",
  (_, text) => {
    const session = openSession(program, memoryHost({ [path]: text }));
    const targets = compile(program, memoryHost({ [path]: text })).targets.map(({ name }) => name);
    const hold = (now: string): void => {
      const compiled = compile(program, memoryHost({ [path]: now }));
      for (const name of targets)
        expect(shown(session.sketch(name)), name).toEqual(shown(compiled.plan(name)));
    };
    hold(text);
    // A line more above all declarations, and another number somewhere.
    const line = text.indexOf("\n\n", text.indexOf("module ")) + 1;
    session.change(path, { start: line, end: line, text: "\n// more\n" });
    hold(session.text(path) ?? "");
    const at = (session.text(path) ?? "").search(/(?<=(?:latency\s+<= |timeout ))\d(?=[smh])/u);
    if (at === -1) return;
    session.change(path, { start: at, end: at + 1, text: "7" });
    hold(session.text(path) ?? "");
  },
);

test("what a plan costs is told in the one currency of the program, also when that becomes another", () => {
  const text = `module m
service pay(to: String) { effect idempotent  cost <= $2  latency <= 1s }
plan p() { step a = pay("x") }
guardrail cheap { cost <= €3 }
`;
  const session = openSession(program, memoryHost({ [path]: text }));
  const worst = () => session.sketch("m.p")?.plan.bounds.cost.worst;
  const currency = () => session.sketch("m.p")?.plan.settings.currency;
  expect(currency()).toBe("USD");
  const change = (from: string, to: string): void => {
    const start = (session.text(path) ?? "").indexOf(from);
    session.change(path, { start, end: start + from.length, text: to });
    expect(session.diagnostics(path)).toEqual(
      compile(program, memoryHost({ [path]: session.text(path) ?? "" })).diagnostics,
    );
  };
  change("$2", "€2");
  expect(worst()).toEqual({ value: { amount: "2", currency: "EUR" } });
  expect(session.isLive).toBe(true);
  change("€3", "€1");
  expect(session.diagnostics(path)).toHaveLength(1);
  change("€2", "$2");
  expect(currency()).toBe("USD");
});
