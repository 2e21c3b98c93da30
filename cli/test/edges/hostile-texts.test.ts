import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodePlanFile, type PlanFile } from "@orchlang/plan";
import { expect, test } from "vitest";
import { orch } from "../in-process.ts";
import { ending, workFolder } from "../orch.ts";

const binary = fileURLToPath(new URL("../../bin/orch.js", import.meta.url));
/** Gives a program a terminal; of util-linux. */
const terminal = "/usr/bin/script";

/** What a stranger writes who wants the line above to say something else. */
const hostile =
  "\u001b[2K\u001b[1A\u001b]0;owned\u0007\r\nPay $1\u0085\u009b31m\u202e9$\u202c\u2066\u2028\u2029\u200b\u200f\u061c\ufeff\u{e0041}\u007f";

const text = `module spoof
role boss
human sure(what: String) -> { granted: Bool } { ask boss  show "May \${what} go?" }
tool work(what: String) -> String { run module "./work.mjs#work"  effect pure }
plan spoof(what: String) -> String {
  step a = sure(what: what) { timeout 1d }
  step b = work(what: what) { after a }
  return b
}
`;
const handlers = `export function work({ what }, context) {
  context.log(what);
  context.progress(1, 2, what);
  console.log(what);
  throw new Error("no: " + what);
}
`;

/** Whether nothing is in it that could move a cursor, turn a direction or hide, but for the ends of lines. */
function raw(text: string): readonly string[] {
  return text.match(/[^\P{Cc}\n]|[\p{Cs}\p{DI}\u2028\u2029]/gu) ?? [];
}

function project(): string {
  const cwd = workFolder();
  writeFileSync(join(cwd, "spoof.orch"), text);
  writeFileSync(join(cwd, "work.mjs"), handlers);
  writeFileSync(join(cwd, "input.json"), JSON.stringify({ what: hostile }));
  return cwd;
}

test("no control character of an input, a handler or a question leaves a command", async () => {
  const cwd = project();
  const ran = await orch(["run", "spoof.orch", "--input", "@input.json"], { cwd });
  expect(ran.stdout).toContain("waiting");
  const [, run = ""] = / run (\w+)/u.exec(ran.stdout) ?? [];
  const said: string[] = [ran.stdout, ran.stderr];
  const all = [
    ["runs"],
    ["runs", "--format", "json"],
    ["show", run],
    ["show", run, "--format", "json"],
    ["answer", run, "a", '{"granted": true}', "--log", "all.log"],
    ["timeline", run, "--all"],
    ["timeline", run, "--format", "json"],
    ["show", run],
    ["scenario", run],
    ["run", "spoof.orch", "--input", "@input.json", "--answer", 'a={"granted": true}'],
    ["run", "spoof.orch", "--input", "@input.json", "--answer", 'a={"granted": true}', "--format", "json"],
    ["run", hostile],
    ["show", hostile],
    ["run", "spoof.orch", "--input", JSON.stringify({ [hostile]: hostile })],
    ["check", hostile],
  ];
  for (const args of all) {
    const ended = await orch(args, { cwd });
    said.push(ended.stdout, ended.stderr);
  }
  for (const one of said) expect(raw(one)).toEqual([]);
  expect(raw(readFileSync(join(cwd, "all.log"), "utf8"))).toEqual([]);
  expect(said.join("")).toContain("Pay $1");
  const json = said
    .join("")
    .split("\n")
    .filter((line) => line.startsWith("{"));
  expect(json.some((line) => JSON.stringify(JSON.parse(line)).includes("\u202e"))).toBe(true);
});

test.skipIf(!existsSync(terminal))(
  "a question at a terminal can't be rewritten by what it shows",
  async () => {
    const cwd = project();
    const command = `'${process.execPath}' '${binary}' run spoof.orch --input @input.json`;
    const child = spawn(terminal, ["-qc", command, "/dev/null"], {
      cwd,
      env: { ...process.env, NO_COLOR: "", FORCE_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let seen = "";
    child.stdout.on("data", (said: Buffer) => {
      if (seen.includes(" › ")) return;
      seen += said.toString("utf8");
      if (seen.includes(" › ")) child.stdin.write("\n");
    });
    const { stdout } = await ending(child);
    expect(stdout).toContain("Pay $1");
    for (const sign of ["\u202e", "\u009b", "\u0085", "\u2028", "\u200b", "\u{e0041}", "\u001b]0;", "\rPay"])
      expect(stdout).not.toContain(sign);
    expect(stdout).not.toMatch(/\nPay/u);
  },
);

test("pictures, pages and tables of a plan whose texts are hostile", async () => {
  const cwd = project();
  const compiled = await orch(["compile", "spoof.orch"], { cwd });
  const quoted = JSON.stringify(hostile).slice(1, -1);
  const { plan, about } = JSON.parse(compiled.stdout.replaceAll("May ", `${quoted} `)) as PlanFile;
  writeFileSync(join(cwd, "x.plan.json"), encodePlanFile(plan, about));
  for (const format of ["text", "json", "mermaid", "dot", "svg", "html", "markdown"]) {
    const ended = await orch(["plan", "x.plan.json", "--format", format], { cwd });
    expect(ended.stderr).toBe("");
    expect(raw(ended.stdout)).toEqual([]);
  }
});
