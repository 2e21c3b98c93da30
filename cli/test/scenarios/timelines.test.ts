import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { ending, listening, start, workFolder } from "../orch.ts";

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

scenario "the kettle breaks" for tea {
  given  litres = 1
  fault  boil fails permanent "no heat"
  expect failed
}
`;
const kept = `# Timelines of the scenarios of tea.orch. \`orch test --update\` rewrites this file; \`orch test\` compares.

scenario "it works" for tea
  00:00.000  ▸ run for somebody
  00:00.000  ▸ water begins: boil
  05:00.000  ✓ water done  warm: true
  05:00.000  ✓ run completed  warm: true

scenario "the kettle breaks" for tea
  00:00.000  ▸ run for somebody
  00:00.000  ▸ water begins: boil
  05:00.000  ✗ water fails as permanent: no heat (side effect unknown)
  05:00.000  ✗ run failed
`;

function folder() {
  const cwd = workFolder();
  const path = join(cwd, "tea.orch");
  writeFileSync(path, text);
  const timelines = join(cwd, "tea.timelines");
  const change = (from: string, to: string) =>
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace(from, () => to),
    );
  const run = (...more: string[]) => orch(["test", "tea.orch", ...more], { cwd });
  return { run, timelines, change };
}

test("timelines are kept beside the program when it is said, and only then", async () => {
  const { run, timelines } = folder();
  expect((await run()).code).toBe(0);
  expect(existsSync(timelines)).toBe(false);
  const { code, stderr } = await run("--update");
  expect([code, stderr]).toEqual([0, "tea.timelines: 2 timelines kept, 2 of them new.\n"]);
  expect(readFileSync(timelines, "utf8")).toBe(kept);
  expect((await run()).code).toBe(0);
  expect((await run("--update")).stderr).toBe("tea.timelines: 2 timelines kept.\n");
});

test("one that is another fails, with what differs; kept anew it passes", async () => {
  const { run, change } = folder();
  await run("--update");
  change("latency <= 5m", "latency <= 6m");
  const { code, stdout } = await run();
  expect(code).toBe(1);
  expect(stdout).toContain(`  ✗ it works
      its timeline differs from tea.timelines

          00:00.000  ▸ run for somebody
          00:00.000  ▸ water begins: boil
        - 05:00.000  ✓ water done  warm: true
        - 05:00.000  ✓ run completed  warm: true
        + 06:00.000  ✓ water done  warm: true
        + 06:00.000  ✓ run completed  warm: true
`);
  expect(stdout).toContain("2 scenarios failed");
  expect(stdout).toContain("`--update` keeps them as they are now.");
  const json = JSON.parse((await run("--format", "json")).stdout) as {
    readonly scenarios: readonly { readonly status: string; readonly timeline: object }[];
  };
  expect(json.scenarios[0]).toMatchObject({
    status: "failed",
    timeline: {
      status: "other",
      difference: expect.arrayContaining(["+ 06:00.000  ✓ water done  warm: true"]),
    },
  });
  expect((await run("--format", "junit")).stdout).toContain(
    '<failure message="its timeline differs from tea.timelines">',
  );
  expect((await run("--update")).code).toBe(0);
  expect((await run()).code).toBe(0);
});

test("a scenario of which none is kept is told, and one that is there no more as well", async () => {
  const { run, timelines, change } = folder();
  await run("--update");
  change('scenario "the kettle breaks"', 'scenario "it breaks"');
  const { code, stdout } = await run();
  expect(code).toBe(0);
  expect(stdout).toContain("! it has no kept timeline: `--update` keeps one");
  expect(stdout).toContain(
    'tea.timelines has the timeline of "the kettle breaks" for tea, and there is no such scenario: `--update` drops it',
  );
  expect((await run("--update")).stderr).toBe("tea.timelines: 2 timelines kept, 1 of them new, 1 dropped.\n");
  expect(readFileSync(timelines, "utf8")).toBe(kept.replace("the kettle breaks", "it breaks"));
});

test("those of scenarios that are not meant stay as they are", async () => {
  const { run, timelines, change } = folder();
  await run("--update");
  change("latency <= 5m", "latency <= 6m");
  await run("--update", "--filter", "works");
  const now = readFileSync(timelines, "utf8");
  expect(now.match(/06:00/g)).toHaveLength(2);
  expect(now.match(/05:00/g)).toHaveLength(2);
});

test("what does not pass is kept as well, and still fails", async () => {
  const { run, timelines, change } = folder();
  change("expect failed\n", "expect completed\n");
  expect((await run("--update")).code).toBe(1);
  expect(readFileSync(timelines, "utf8")).toBe(kept);
});

test("a file that cannot be read as timelines is refused", async () => {
  const { run, timelines } = folder();
  writeFileSync(timelines, "scenario tea\n");
  const { code, stderr } = await run();
  expect([code, stderr]).toEqual([2, expect.stringContaining("tea.timelines:1")]);
});

test("they are played again when a file changes, until somebody stops it", async () => {
  const cwd = workFolder();
  const path = join(cwd, "tea.orch");
  writeFileSync(path, text);
  const child = start(["test", "tea.orch", "--watch"], { cwd });
  const ended = ending(child);
  const says = listening(child);
  await says("2 passed");
  writeFileSync(path, text.replace("expect failed\n", "expect completed\n"));
  await says("1 scenario failed, 1 passed");
  writeFileSync(path, text.replace("expect failed\n", "expect nonsense\n"));
  writeFileSync(path, text);
  await says("2 passed");
  child.stdout?.resume();
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
});
