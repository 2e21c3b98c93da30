import { spawn } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ending, orch, workFolder } from "./orch.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/embedding.md", import.meta.url)), "utf8");
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** The page's block of this kind; its fence may go on with a name. */
function block(kind: string): { readonly name: string; readonly text: string } {
  const found = new RegExp(`^\`\`\`${kind} ?([\\w.]*)\\n(.*?)^\`\`\`$`, "msu").exec(page);
  if (found === null) throw new Error(`docs/embedding.md has no block of ${kind}`);
  return { name: found[1] ?? "", text: found[2] ?? "" };
}

test("the program of docs/embedding.md prints what the page says", async () => {
  const folder = workFolder();
  for (const { name, text } of [block("orch"), block("ts")]) writeFileSync(join(folder, name), text);
  const compile = block("sh").text.trim().split(" ").slice(1);
  expect(await orch(compile, { cwd: folder })).toMatchObject({ code: 0 });
  symlinkSync(modules, join(folder, "node_modules"));
  const child = spawn(process.execPath, ["--conditions=orch-source", block("ts").name], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(await ending(child)).toEqual({ code: 0, signal: null, stdout: block("text").text, stderr: "" });
}, 60_000);
