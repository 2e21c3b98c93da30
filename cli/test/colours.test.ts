import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const names: Readonly<Record<string, string>> = {
  "1": "strong",
  "2": "dim",
  "22": "/",
  "31": "red",
  "32": "green",
  "33": "yellow",
  "34": "blue",
  "39": "/",
};

/** What a terminal shows in colours, with their names instead. */
async function inColours(text: string): Promise<string> {
  const cwd = workFolder();
  writeFileSync(join(cwd, "a.orch"), text);
  const ended = await orch(["check", "a.orch"], { cwd, env: { NO_COLOR: "", FORCE_COLOR: "1" } });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
  return ended.stdout.replaceAll(/\u001b\[(\d+)m/g, (_, code: string) => `‹${names[code] ?? code}›`);
}

test("an error with two places and a fix", async () => {
  expect(
    await inColours("module a\n\nrole lead\nplan p(n: Int) -> Int { let lead = n  return leed }\n"),
  ).toMatchInlineSnapshot(`
    "‹red›error[ORCH3201]‹/›  ‹strong›There is no \`leed\` here.‹/›

        ‹blue›a.orch:4:46‹/›
    ‹blue› 4 │‹/› plan p(n: Int) -> Int { let lead = n  return leed }
       ‹blue›│‹/›                                              ‹red›━━━━‹/› ‹red›did you mean \`lead\`?‹/›

      ‹green›fix:‹/› Write \`lead\`
        ‹red›- plan p(n: Int) -> Int { let lead = n  return leed }‹/›
        ‹green›+ plan p(n: Int) -> Int { let lead = n  return lead }‹/›

    ‹red›1 error‹/› in 1 file.  ‹dim›\`orch explain ORCH3201\` explains it.‹/›
    "
  `);
});

test("both culprits on one line, and a note", async () => {
  expect(
    await inColours(
      "module a\n\nplan p(wait: Duration, power: Energy) -> Duration { return wait + power }\n",
    ),
  ).toMatchInlineSnapshot(`
    "‹red›error[ORCH3101]‹/›  ‹strong›\`wait\` is a \`Duration\` and \`power\` \`Energy\`: they can't be added.‹/›

        ‹blue›a.orch:3:67‹/›
    ‹blue› 3 │‹/› plan p(wait: Duration, power: Energy) -> Duration { return wait + power }
       ‹blue›│‹/›                                                            ‹blue›────‹/›   ‹red›━━━━━‹/› ‹red›\`Energy\`‹/›
       ‹blue›│‹/›                                                            ‹blue›a \`Duration\`‹/›

    ‹red›1 error‹/› in 1 file.  ‹dim›\`orch explain ORCH3101\` explains it.‹/›
    "
  `);
});

test("a warning", async () => {
  expect(await inColours("module a\n\nprivate type Box { width: Length }\n")).toMatchInlineSnapshot(`
    "‹yellow›warning[ORCH2008]‹/›  ‹strong›\`Box\` is private, and nothing in this module uses it.‹/›

        ‹blue›a.orch:3:14‹/›
    ‹blue› 3 │‹/› private type Box { width: Length }
       ‹blue›│‹/›              ‹yellow›━━━‹/›

      ‹green›help:‹/› Remove it, or remove \`private\` if other modules should use it.

    ‹yellow›1 warning‹/› in 1 file.  ‹dim›\`orch explain ORCH2008\` explains it.‹/›
    "
  `);
});

test("nothing wrong", async () => {
  expect(await inColours("module a\n")).toMatchInlineSnapshot(`
    "‹green›✓‹/› no mistakes in 1 file
    "
  `);
});

test("colours say nothing that the text does not", async () => {
  const text = "module a\n\nplan p(n: Int) -> Int { return m }\n";
  const cwd = workFolder();
  writeFileSync(join(cwd, "a.orch"), text);
  const plain = await orch(["check", "a.orch"], { cwd });
  expect((await inColours(text)).replaceAll(/‹[^›]*›/g, "")).toBe(plain.stdout);
  const refused = await orch(["check", "a.orch", "--no-color"], {
    cwd,
    env: { NO_COLOR: "", FORCE_COLOR: "1" },
  });
  expect(refused.stdout).toBe(plain.stdout);
});
