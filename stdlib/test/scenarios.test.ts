import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import type { Diagnostic } from "@orchlang/language";
import { type PlayedScenario, playScenario } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";
import { documentedModule } from "./reference.ts";

/* Every scenario of the library, and of the programs that use it, played in the simulator. */

const folder = fileURLToPath(new URL("programs/", import.meta.url));
const texts = new Map<string, string>([
  ...standardModules.map((name) => {
    const { path, text } = standardModule(name) ?? { path: "", text: "" };
    return [`/${path}`, text] as const;
  }),
  ...readdirSync(folder).map((name) => [`/test/${name}`, readFileSync(folder + name, "utf8")] as const),
]);

const host = {
  read(path: string) {
    const text = texts.get(path);
    return text === undefined ? { fault: "missing" as const, message: "there is no such file" } : { text };
  },
  standard: standardModule,
  standardModules,
};

/** Capabilities that were called by a run. */
const called = new Set<string>();

function played(result: ReturnType<typeof compile>, title: string): PlayedScenario {
  const scenario = result.scenarios.find(({ says }) => says === title);
  const file = scenario?.plan();
  if (scenario === undefined || file === undefined) throw new Error(`${title} has no plan`);
  const one = playScenario(scenario, file, scenario.context);
  for (const event of one.run?.events ?? []) if ("capability" in event) called.add(event.capability);
  return one;
}

const programs = [...texts].flatMap(([path]) => {
  const result = compile({ files: [path], root: "/" }, host);
  return path.startsWith("/test/") || result.scenarios.length > 0 ? [{ path, result }] : [];
});

describe.each(programs)("$path", ({ result }) => {
  test("compiles without diagnostics", () => {
    expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  });

  test.each(result.scenarios.map(({ says }) => says))("%s", (title) => {
    const { status, expectations, notes, outcome } = played(result, title);
    const unmet = expectations.flatMap(({ because }) => because ?? []);
    expect({ status, unmet, notes, outcome }).toMatchObject({ status: "passed", unmet: [], notes: [] });
  });
});

/** Modules whose actions have to be called by a scenario. */
const coveredModules = ["std.home"].map(documentedModule);

test("every action that is not a person's is called in a scenario", () => {
  for (const { result } of programs) for (const { says } of result.scenarios) played(result, says);
  const actions = coveredModules.flatMap(({ name, declarations }) =>
    declarations
      .filter(({ group, signature }) => group === "Capabilities" && !signature.startsWith("human"))
      .map((action) => `${name}.${action.name}`),
  );
  expect(actions.filter((action) => !called.has(action))).toEqual([]);
});

/*
 * Programs that the rules of the library reject. A line that is reported ends with `//! CODE`, and with the name of the
 * rule where a rule is broken.
 */

/** The rules of the library that a diagnostic points at. */
function rulesIn({ labels = [] }: Diagnostic): readonly string[] {
  const found = labels.flatMap(({ file, span }) => {
    const before = texts.get(`/${file}`)?.slice(0, span.start) ?? "";
    return [...before.matchAll(/^(?:guardrail|policy) (\w+)/gmu)].at(-1)?.[1] ?? [];
  });
  return [...new Set(found)];
}

const refusedFolder = fileURLToPath(new URL("refused/", import.meta.url));

test.each(readdirSync(refusedFolder))("refused/%s is rejected where it says so", (name) => {
  const text = readFileSync(refusedFolder + name, "utf8");
  const path = `/refused/${name}`;
  const read = (asked: string) => (asked === path ? { text } : host.read(asked));
  const { diagnostics } = compile({ files: [path], root: "/" }, { ...host, read });
  const expected = text.split("\n").flatMap((line, index) => {
    const [, code, rule] = /\/\/! (ORCH\d+)(?: (\S+))?$/u.exec(line) ?? [];
    return code === undefined ? [] : [`${index + 1} ${code} ${rule ?? ""}`.trim()];
  });
  const found = diagnostics.map((one) => {
    const line = text.slice(0, one.span.start).split("\n").length;
    return [line, one.code, ...rulesIn(one)].join(" ");
  });
  expect(found.sort()).toEqual(expected.sort());
});
