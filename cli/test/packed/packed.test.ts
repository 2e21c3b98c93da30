/** The packages as they are published, used by programs that know nothing of this repository. */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelServer, says } from "@orchlang/models/testing";
import { freePort, postgresServer } from "@orchlang/runtime/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { type Ended, ending } from "../orch.ts";
import { commandsOf, Reader } from "./follow.ts";
import { install } from "./install.ts";

const installed = install();
afterAll(installed.remove, 120_000);
const { folder } = installed;

function runs(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "" };
  return ending(spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }));
}

test("a package has what it needs and nothing of how it was built", () => {
  const own = join(folder, "node_modules/@orchlang");
  for (const name of readdirSync(own)) {
    const files = readdirSync(join(own, name), { recursive: true, encoding: "utf8" });
    const needless = /^(?!node_modules\b).*(?:tsbuildinfo|\.test\.|^test\b)/u;
    expect(files.filter((file) => needless.test(file))).toEqual([]);
    const { license } = JSON.parse(readFileSync(join(own, name, "package.json"), "utf8"));
    expect(license).toBe("MIT");
    expect(readFileSync(join(own, name, "LICENSE"), "utf8")).toMatch(/^MIT License\n/u);
  }
});

test("a TypeScript program: its types hold, and it does all that the library's front door has", async () => {
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const module = { target: "es2024", lib: ["es2024"], module: "nodenext", types: ["node"] };
  const compilerOptions = { ...module, ...strict, noEmit: true, skipLibCheck: false };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const tsc = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));
  expect(await runs(tsc, "-p", ".")).toMatchObject({ code: 0, stdout: "" });

  const ended = await runs("shop.ts");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(
    ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    [
      "completed",
      { said: "B-4x2 for 12.5", paid: 12.5 },
      ["find 3", "enough 0", "hold 1", "breath 0", "charge 1"],
    ],
    ["released", "B-4x2"],
    ["failed", "declined", "too much"],
    ["released", "B-4x2"],
    ["completed", { said: "B-4x2 for 99", paid: 99 }, ["charge"]],
    [["card.charge"], ["invoice.send"]],
    ["failed", "denied"],
    [true, true],
    "plan_created",
    [2, 0, ["hold", "charge"]],
    ["orch.run/1", true],
    [],
  ]);
});

test("a JavaScript program of CommonJS, with a plan in the older shape", async () => {
  const ended = await runs("older.cjs");
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout).toBe(`completed u1: HELLO ADA, SECOND
plan [
  'steps[0].name: no capability \`fetch_users\` is registered; there are \`fetch_user\`, \`greeting\`, \`notify\`'
]
`);
});

test("the command line: a project is begun, and a plan with a handler of its own is run", async () => {
  const orch = join(folder, "node_modules/@orchlang/cli/bin/orch.js");
  const ran = await runs(orch, "run", "greet.orch", "--input", '{"name": "Ada"}', "--format", "json");
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(ran.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    status: "completed",
    output: { text: "Hello Ada, for the 1st time" },
  });
  // As npm notes it where the registry was not asked.
  const tarballs = ["cli", "runtime", "plan"].map((name) => [
    `node_modules/@orchlang/${name}`,
    { resolved: `file:../tarballs/orchlang-${name}-0.1.0.tgz` },
  ]);
  const packages = Object.fromEntries([
    ...tarballs,
    ["node_modules/zod", { resolved: "https://example/zod.tgz" }],
  ]);
  writeFileSync(join(folder, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
  const begun = await runs(orch, "init", "begun");
  expect(begun).toMatchObject({ code: 0 });
  expect(begun.stdout).toContain("  cd begun\n  npm install\n  npx orch plan");
  expect(JSON.parse(readFileSync(join(folder, "begun/package.json"), "utf8"))).toMatchObject({
    type: "module",
    devDependencies: {
      "@orchlang/cli": "file:../../tarballs/orchlang-cli-0.1.0.tgz",
      "@orchlang/runtime": "file:../../tarballs/orchlang-runtime-0.1.0.tgz",
      "@orchlang/plan": "file:../../tarballs/orchlang-plan-0.1.0.tgz",
    },
  });
  const checked = await runs(orch, "check", "begun");
  expect(checked, checked.stderr).toMatchObject({ code: 0 });
});

/* docs/paths, each page followed to the letter from an empty folder. */

const pages = readdirSync(fileURLToPath(new URL("../../../docs/paths", import.meta.url))).filter(
  (page) => page !== "README.md",
);

/** A reader in a folder of their own, outside of any project. */
function reader(replaced?: ReadonlyMap<string, string>): Reader {
  const own = mkdtempSync(join(tmpdir(), "orch-path-"));
  symlinkSync(join(folder, "node_modules"), join(own, "node_modules"));
  const one = new Reader(own, replaced);
  onTestFinished(async () => {
    await one.leave();
    rmSync(own, { recursive: true, force: true });
  });
  return one;
}

test.each(pages)("%s has at most ten commands", (page) => {
  const count = commandsOf(page).length;
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThanOrEqual(10);
});

test("the README lists every page", () => {
  const readme = readFileSync(new URL("../../../docs/paths/README.md", import.meta.url), "utf8");
  expect(pages.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
});

test("author.md", () => reader().follow("author.md"));

test("ci.md", () => reader().follow("ci.md"));

test("operator.md", async () => {
  await reader(new Map([["7300", `${await freePort()}`]])).follow("operator.md");
});

test("platform.md", async () => {
  const database = await postgresServer();
  onTestFinished(() => database.close());
  const replaced = new Map([
    ["postgres://orch@db.internal/hall", await database.database()],
    ["7301", `${await freePort()}`],
    ["7302", `${await freePort()}`],
  ]);
  await reader(replaced).follow("platform.md");
});

test("agent.md", async () => {
  const look = '{"case":"look","nights":3}';
  const reply = '{"case":"reply","text":"Two rooms are free."}';
  const { url, asked } = await modelServer(says(look), says(reply));
  await reader(new Map([["http://127.0.0.1:11434/v1", url]])).follow("agent.md");
  expect(asked).toHaveLength(2);
});
