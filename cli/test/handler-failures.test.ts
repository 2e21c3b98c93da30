import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module mill

service grind(sacks: Int) -> Int {
  effect  idempotent
  latency <= 5m
  fails   jammed
  undo    clear(sacks)
  run     module "./mill.ts#grind"
}
service clear(sacks: Int) { effect idempotent  latency <= 5m  run module "./mill.ts#clear" }

plan mill(sacks: Int) -> Int {
  step ground = grind(sacks) { retry 5 every 10ms }
  return ground
}
`;

const handlers = (body: string): string => `
import { writeFileSync } from "node:fs";
import { type HandlerContext, HandlerFailure, notReached } from "@orchlang/runtime/handler";

export function clear() { writeFileSync("cleared", ""); return null; }
export function grind({ sacks }: { sacks: number }, context: HandlerContext): number {
  ${body}
  return sacks;
}
`;

/** The program in a folder outside the repository, in which nothing is installed. */
async function milled(body: string) {
  const cwd = workFolder();
  writeFileSync(join(cwd, "mill.orch"), program);
  writeFileSync(join(cwd, "mill.ts"), handlers(body));
  const ended = await orch(["run", "mill.orch", "--input", '{"sacks": 2}', "--format", "json"], { cwd });
  const result = JSON.parse(ended.stdout.trimEnd().split("\n").at(-1) ?? "null");
  return { ...ended, result, cleared: existsSync(join(cwd, "cleared")) };
}

describe("what a handler throws", () => {
  test("an error of no class is tried again", async () => {
    const { code, result } = await milled('if (context.attempt < 4) throw new Error("out of flour");');
    expect(result).toMatchObject({ status: "completed", output: 2 });
    expect(code).toBe(0);
  });

  test("a mistake in its code is not tried again, and may have done something", async () => {
    const { result, cleared } = await milled("context.nothing.there();");
    expect(result).toMatchObject({ status: "failed", error: { class: "permanent" } });
    expect(result.steps).toMatchObject([{ attempts: 1 }, {}]);
    expect(cleared).toBe(true);
  });

  test("a result of another type is reported once, and a pure call had no side effect to speak of", async () => {
    const cwd = workFolder();
    const pure = program.replace("effect  idempotent", "effect  pure").replace(/ {2}undo .*\n/, "");
    writeFileSync(join(cwd, "mill.orch"), pure);
    writeFileSync(join(cwd, "mill.ts"), handlers('return "two" as never;'));
    const { stdout, stderr } = await orch(["run", "mill.orch", "--input", '{"sacks": 2}'], { cwd });
    expect(stdout.match(/got text/g)).toHaveLength(1);
    expect(stderr).toContain("got text\n");
    expect(stderr).not.toContain("side effect");
  });

  test("a mistake in its code is shown with its line, and Node's remarks on its module are not", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "package.json"), "{}");
    writeFileSync(join(cwd, "mill.orch"), program);
    writeFileSync(join(cwd, "mill.ts"), handlers("context.nothing.there();"));
    const ended = await orch(["run", "mill.orch", "--input", '{"sacks": 2}'], { cwd });
    expect(ended.stdout).toContain("Cannot read properties of undefined (reading 'there') (mill.ts:7:19)");
    expect(ended.stderr).not.toContain("MODULE_TYPELESS_PACKAGE_JSON");
    writeFileSync(join(cwd, "mill.ts"), handlers("return = 1;"));
    const broken = await orch(["run", "mill.orch", "--input", '{"sacks": 2}'], { cwd });
    expect(broken.stdout).toContain("SyntaxError: Expression expected (mill.ts:7)");
  });

  test("what did not reach the world leaves nothing to undo", async () => {
    const { result, cleared } = await milled('throw notReached(new Error("no flour"));');
    expect(result).toMatchObject({ status: "failed", error: { class: "transient", message: "no flour" } });
    expect(cleared).toBe(false);
  });

  test("a declared failure has its name", async () => {
    const { result } = await milled('throw new HandlerFailure("jammed", "a stone");');
    expect(result).toMatchObject({ status: "failed", error: { name: "jammed", message: "a stone" } });
  });
});
