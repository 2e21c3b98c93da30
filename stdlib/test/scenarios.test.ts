import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import { type PlayedScenario, playScenario } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { describe, expect, test } from "vitest";

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
  for (const event of one.run?.events ?? []) if (event.t === "Began") called.add(event.capability);
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
