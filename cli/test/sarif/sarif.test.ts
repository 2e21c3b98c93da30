import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { workFolder } from "../orch.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The published schema, of draft 4, whose `id` is called `$id` since. */
const { id, $schema: _, ...published } = JSON.parse(readFileSync(here("sarif-schema-2.1.0.json"), "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const isSarif = ajv.compile({ $id: id, ...published });

test("the schema refuses what is no log", () => {
  expect(isSarif({ version: "2.1.0" })).toBe(false);
  expect(
    isSarif({ version: "2.1.0", runs: [{ tool: { driver: { name: "orch" } }, columnKind: "bytes" }] }),
  ).toBe(false);
});

interface Place {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string; readonly index: number };
    readonly region?: Readonly<Record<string, number>>;
  };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [Place];
  readonly relatedLocations?: readonly Place[];
  readonly fixes?: readonly unknown[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Run {
  readonly tool: {
    readonly driver: { readonly rules: readonly { readonly id: string; readonly help?: object }[] };
  };
  readonly columnKind: string;
  readonly results: readonly Result[];
  readonly artifacts: readonly object[];
}

async function check(cwd: string, targets: readonly string[]): Promise<Run> {
  const ended = await orch(["check", ...targets, "--format", "sarif"], { cwd });
  expect(ended.stderr).toBe("");
  const log = JSON.parse(ended.stdout) as { readonly runs: readonly [Run] };
  expect(isSarif(log), JSON.stringify(isSarif.errors?.slice(0, 5), null, 2)).toBe(true);
  return log.runs[0];
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = workFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(cwd, name, ".."), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

test("every diagnostic that one file shows is a result with its rule, its page, its address and its fingerprint", async () => {
  const pages = here("../../../docs/diagnostics/");
  const files: Record<string, string> = {};
  for (const name of readdirSync(pages)) {
    const text = readFileSync(pages + name, "utf8");
    const wrong = /^## Wrong\n[\s\S]*?```orch\n([\s\S]*?)```/mu.exec(text)?.[1];
    if (wrong !== undefined && !wrong.includes("//- ")) files[`pages/${name.slice(0, 8)}.orch`] = wrong;
  }
  const run = await check(folderWith(files), ["pages"]);
  const { rules } = run.tool.driver;
  expect(run.columnKind).toBe("utf16CodeUnits");
  expect(run.results.length).toBeGreaterThan(150);
  for (const { ruleId, ruleIndex, locations } of run.results) {
    expect(rules[ruleIndex]?.id).toBe(ruleId);
    const { artifactLocation } = locations[0].physicalLocation;
    expect(artifactLocation).toMatchObject({ uri: `pages/${ruleId}.orch`, uriBaseId: "%SRCROOT%" });
  }
  for (const rule of rules)
    expect(rule).toMatchObject({ help: { markdown: expect.stringContaining("## Wrong") } });
  const prints = run.results.map(({ partialFingerprints }) => partialFingerprints["orchMistake/v1"]);
  expect(new Set(prints).size).toBe(prints.length);
});

test("what is said, where, beside what, and how it is mended", async () => {
  const cwd = folderWith({
    "plans/b c.orch": "module b\n\ntype Ärger { x: Strin }\ntype Ärger { y: Int }\n",
  });
  const { results } = await check(cwd, ["plans"]);
  expect(results).toMatchInlineSnapshot(`
    [
      {
        "fixes": [
          {
            "artifactChanges": [
              {
                "artifactLocation": {
                  "index": 0,
                  "uri": "plans/b%20c.orch",
                  "uriBaseId": "%SRCROOT%",
                },
                "replacements": [
                  {
                    "deletedRegion": {
                      "endColumn": 22,
                      "endLine": 3,
                      "startColumn": 17,
                      "startLine": 3,
                    },
                    "insertedContent": {
                      "text": "String",
                    },
                  },
                ],
              },
            ],
            "description": {
              "text": "Write \`String\`.",
            },
          },
        ],
        "level": "error",
        "locations": [
          {
            "message": {
              "text": "did you mean \`String\`?",
            },
            "physicalLocation": {
              "artifactLocation": {
                "index": 0,
                "uri": "plans/b%20c.orch",
                "uriBaseId": "%SRCROOT%",
              },
              "region": {
                "endColumn": 22,
                "endLine": 3,
                "startColumn": 17,
                "startLine": 3,
              },
            },
          },
        ],
        "message": {
          "text": "There is no type \`Strin\`.

    Did you mean \`String\`?",
        },
        "partialFingerprints": {
          "orchMistake/v1": "f49d218d533993f2:1",
        },
        "ruleId": "ORCH3001",
        "ruleIndex": 1,
      },
      {
        "level": "error",
        "locations": [
          {
            "message": {
              "text": "declared again here",
            },
            "physicalLocation": {
              "artifactLocation": {
                "index": 0,
                "uri": "plans/b%20c.orch",
                "uriBaseId": "%SRCROOT%",
              },
              "region": {
                "endColumn": 11,
                "endLine": 4,
                "startColumn": 6,
                "startLine": 4,
              },
            },
          },
        ],
        "message": {
          "text": "\`Ärger\` is declared twice in this module.

    Rename one of the two.",
        },
        "partialFingerprints": {
          "orchMistake/v1": "5331ae5321a3369e:1",
        },
        "relatedLocations": [
          {
            "id": 1,
            "message": {
              "text": "first declared here",
            },
            "physicalLocation": {
              "artifactLocation": {
                "index": 0,
                "uri": "plans/b%20c.orch",
                "uriBaseId": "%SRCROOT%",
              },
              "region": {
                "endColumn": 11,
                "endLine": 3,
                "startColumn": 6,
                "startLine": 3,
              },
            },
          },
        ],
        "ruleId": "ORCH2001",
        "ruleIndex": 0,
      },
    ]
  `);
});

test("the fingerprint stays when the line moves, and of two alike each has its own", async () => {
  const cwd = folderWith({
    "a.orch": "module a\n\ntype A { x: Strin }\n",
    "b/a.orch": "module a\n\ntype A {\n  x: Strin\n  y: [Strin]\n}\n",
  });
  const prints = async () => (await check(cwd, ["a.orch"])).results.map((each) => each.partialFingerprints);
  const before = await prints();
  writeFileSync(join(cwd, "a.orch"), "module a\n\n// moved\n\n  type A { x: Strin }\n");
  expect(await prints()).toEqual(before);
});

test("a folder without a mistake has no results", async () => {
  const cwd = folderWith({ "clean/a.orch": "module a\n" });
  expect((await check(cwd, ["clean"])).results).toEqual([]);
});

test("a file that can't be read and a project file that is wrong are told too", async () => {
  const cwd = folderWith({
    "project/orch.json": '{ "timezone": "UTC" }',
    "project/a.orch": "module a\n",
    "latin/b.orch": "",
  });
  writeFileSync(join(cwd, "latin/b.orch"), Buffer.from("module b // caf\xe9\n", "latin1"));
  const { results } = await check(cwd, ["project", "latin"]);
  expect(
    results.map(({ ruleId, locations }) => [ruleId, locations[0].physicalLocation.artifactLocation.uri]),
  ).toEqual([
    ["ORCH1002", "latin/b.orch"],
    ["ORCH1011", "project/orch.json"],
  ]);
});
