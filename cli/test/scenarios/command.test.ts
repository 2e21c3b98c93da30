import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const text = `module tea

service boil(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 5m }

plan tea(litres: Int) -> { warm: Bool } {
  step water = boil(litres)
  return { warm: water.warm }
}

scenario "it works" for tea {
  given  litres = 1
  expect completed
}

scenario "the <kettle> & co. break" for tea {
  given  litres = 1
  fault  boil fails permanent "no heat"
  expect completed
  expect never boil
}
`;

function folder(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "tea.orch"), text);
  return cwd;
}

/** The attributes that junit-10.xsd, the schema of Jenkins' xUnit plugin, has of each element that is written. */
const junitSchema: Readonly<Record<string, readonly string[]>> = {
  testsuites: ["name", "time", "tests", "failures", "errors"],
  testsuite: [
    ...["name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp"],
    ...["hostname", "id", "package", "file", "log", "url", "version"],
  ],
  testcase: ["name", "time", "classname", "group"],
  failure: ["type", "message"],
};

describe("orch test", () => {
  test("tells what failed, where it is written, what was so instead, and the story", async () => {
    const { code, stdout } = await orch(["test", "tea.orch"], { cwd: folder() });
    expect(code).toBe(1);
    expect(stdout.replace(/\d+ ms|\d\.\d+ s/, "…").replace(/plan \w+/, "plan …")).toBe(`tea.orch
  ✓ it works
  ✗ the <kettle> & co. break
      tea.orch:18  expect completed
        it failed as permanent: no heat
      tea.orch:19  expect never boil
        water began at once

        00:00.000  ▸ run of plan … for somebody
        00:00.000  ▸ water begins: boil
        05:00.000  ✗ water fails as permanent: no heat (side effect unknown)
        05:00.000  ✗ run failed


1 scenario failed, 1 passed  …
`);
  });

  test("tells amounts with their units, and what was stopped from what was lost", async () => {
    const cwd = workFolder();
    writeFileSync(
      join(cwd, "race.orch"),
      `module race

event ring()

tool slow() -> Int { effect pure  latency <= 90m }
tool fast() -> Int { effect pure  latency <= 1m  cost <= $3  energy <= 2kWh }
service note() { effect idempotent  latency <= 1m }

plan both() -> Int {
  step work = do {
    step a = slow()
    step b = fast()
    yield a + b
  } until event ring
  return work ?? 0

  finally { step noted = note() }
}

scenario "the quick one fails" for both {
  fault  fast fails permanent
  expect latency < 1s and cost < $1 and energy < 1kWh
}
`,
    );
    const { stdout } = await orch(["test", "race.orch"], { cwd });
    expect(stdout).toContain("latency was 2 m, cost was $3, energy was 2 kWh");
    expect(stdout).not.toContain("is lost with its worker");
  });

  test("shows the story around the place where an expectation is broken", async () => {
    const cwd = folder();
    const steps = Array.from({ length: 30 }, (_, nth) => {
      const after = nth === 0 ? "" : ` { after s${nth - 1} }`;
      return `  step s${nth} = ${nth === 9 ? "spill" : "boil"}(litres)${after}\n`;
    });
    writeFileSync(
      join(cwd, "tea.orch"),
      text
        .replace("\nplan", "service spill(litres: Int) { effect idempotent  latency <= 1m }\n\nplan")
        .replace("  step water = boil(litres)\n", steps.join(""))
        .replace("{ warm: water.warm }", "{ warm: s0.warm }")
        .replace("expect completed\n}", "expect never spill\n}"),
    );
    const { stdout } = await orch(["test", "tea.orch", "--filter", "works"], { cwd });
    const [, story = ""] = stdout.split("s9 began after 45 m\n");
    expect(story.match(/^ {8}\d\S* {2}/gm)).toHaveLength(14);
    expect(story).toContain("        45:00.000  ▸ s9 begins: spill  ◀\n");
    expect(story).toMatch(/… 12 lines before\n/);
    expect(story).toMatch(/… \d+ lines after\n/);
  });

  test("only those that are meant", async () => {
    const cwd = folder();
    expect((await orch(["test", "tea.orch", "--filter", "works"], { cwd })).code).toBe(0);
    const { code, stderr } = await orch(["test", "tea.orch#coffee"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining("None of the 2 scenarios")]);
  });

  test("for programs", async () => {
    const cwd = folder();
    const json = await orch(["test", "tea.orch", "--format", "json"], { cwd });
    expect(json.code).toBe(1);
    const { scenarios } = JSON.parse(json.stdout) as { readonly scenarios: readonly object[] };
    expect(scenarios).toMatchObject([
      { name: "it works", file: "tea.orch", line: 10, status: "passed" },
      {
        status: "failed",
        expectations: [{ text: "expect completed", line: 18, status: "unmet" }, { status: "unmet" }],
      },
    ]);
    const { stdout } = await orch(["test", "tea.orch", "--format", "junit"], { cwd });
    const names: (string | undefined)[] = [];
    const unknown: string[] = [];
    const parser = new SaxesParser();
    parser.on("opentag", ({ name, attributes }) => {
      if (name === "testcase" || name === "failure") names.push(attributes.name ?? attributes.message);
      const known = junitSchema[name] ?? [];
      unknown.push(...Object.keys(attributes).filter((one) => !known.includes(one)));
    });
    parser.write(stdout).close();
    expect(names).toEqual(["it works", "the <kettle> & co. break", "it failed as permanent: no heat"]);
    expect(unknown).toEqual([]);
    expect(stdout).toContain('tests="2" failures="1" errors="0"');
  });

  test("what no scenario came to", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "tea.orch"),
      text
        .replace("boil(litres)", 'boil(litres) else { fail "Cold" }')
        .replace('fault  boil fails permanent "no heat"', "fault  boil answers twice"),
    );
    const { stdout } = await orch(["test", "tea.orch", "--coverage"], { cwd });
    expect(stdout).toContain("tea  steps 1 of 1  handlers 0 of 1\n  handlers: tea/water else 1\n");
  });

  test("a program with a mistake is not played", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "tea.orch"), text.replace("boil(litres)", "boil(liters)"));
    const { code, stderr } = await orch(["test", "tea.orch"], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringContaining("liters")]);
  });
});

test("a scenario that cannot be played has failed, and says why", async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, "odd.orch"),
    `module odd
type Odd { key: String matching "^[^\\\\s\\\\S]$" }
tool count(xs: [Odd]) -> Int { effect pure  latency <= 1s }
plan all(xs: [Odd]) -> Int { step x = count(xs)  return x }
scenario "none can be made up" for all { given xs = sample(3)  expect completed }
`,
  );
  const told = await orch(["test", "odd.orch"], { cwd });
  expect([told.code, told.stdout]).toEqual([1, expect.stringContaining("it cannot be played: no value for")]);
  const { scenarios } = JSON.parse((await orch(["test", "odd.orch", "--format", "json"], { cwd })).stdout);
  expect(scenarios).toMatchObject([{ status: "failed", expectations: [{ status: "not judged" }] }]);
  const junit = (await orch(["test", "odd.orch", "--format", "junit"], { cwd })).stdout;
  expect(junit).toContain('<failure message="it cannot be played');
});

const docks = `module docks
event docked(ship: Int) { from ais }
service book_crane(ship: Int) -> { ok: Bool } { effect idempotent  latency <= 5m  irreversible because "called" }
plan unload(ship: Int) -> { ok: Bool } {
  step crane = book_crane(ship)
  return crane
}
trigger arrived { on event docked  start unload(ship: event.ship) }
scenario "a crane" for arrived {
  given  event docked(ship: 5) at 1s
  given  event docked(ship: 6) at 3s
EXPECTED
}
`;

test.each([
  [
    "once",
    "  expect book_crane once",
    /run 1 of 2\n +00:01.000 .*\n(.*\n)+ +run 2 of 2\n +00:03.000 .*\n.*begins: book_crane {2}◀\n/,
  ],
  [
    "never",
    "  expect never book_crane when args.ship == 6",
    /run 1 of 2\n(.*\n)+ +run 2 of 2\n.*\n.*begins: book_crane {2}◀\n/,
  ],
])("a story of several runs shows the one that breaks `%s`, and the others", async (_, expected, story) => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "docks.orch"), docks.replace("EXPECTED", expected));
  const { code, stdout } = await orch(["test", "docks.orch"], { cwd });
  expect([code, stdout]).toEqual([1, expect.stringMatching(story)]);
});

test("a story of many runs shows three, the one in question among them", async () => {
  const cwd = workFolder();
  const given = [2, 3, 4, 7].map((ship) => `  given event docked(ship: ${ship}) at ${ship + 3}s\n`).join("");
  const text = docks.replace("EXPECTED", `${given}  expect never book_crane when args.ship == 7`);
  writeFileSync(join(cwd, "docks.orch"), text);
  const { stdout } = await orch(["test", "docks.orch"], { cwd });
  expect(stdout.match(/run \d of 6/g)).toEqual(["run 1 of 6", "run 2 of 6", "run 6 of 6"]);
  expect(stdout).toContain("… 3 runs more");
});

test("the doings of a later run are kept in a timeline", async () => {
  const cwd = workFolder();
  const text = docks.replace("EXPECTED", "  expect completed");
  writeFileSync(join(cwd, "docks.orch"), text);
  expect((await orch(["test", "docks.orch", "--update"], { cwd })).code).toBe(0);
  writeFileSync(join(cwd, "docks.orch"), text.replace("docked(ship: 6) at 3s", "docked(ship: 6) at 4s"));
  const { code, stdout } = await orch(["test", "docks.orch"], { cwd });
  expect([code, stdout]).toEqual([1, expect.stringContaining("its timeline differs")]);
});
