import { spawn } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ending, orch, workFolder } from "./orch.ts";

const page = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), "utf8");
const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** A page's first block of this kind; its fence may go on with a name, and has that which is wanted. */
function block(
  of: string,
  kind: string,
  named = "[\\w.]*",
): { readonly name: string; readonly text: string } {
  const found = new RegExp(`^\`\`\`${kind} ?(${named})\\n(.*?)^\`\`\`$`, "msu").exec(page(of));
  if (found === null) throw new Error(`docs/${of} has no block of ${kind}`);
  return { name: found[1] ?? "", text: found[2] ?? "" };
}

/** Runs a page's program in a folder, and compares what it prints. */
async function prints(of: string, folder: string, program?: string, output?: string): Promise<void> {
  const { name, text } = block(of, "ts", program);
  writeFileSync(join(folder, name), text);
  symlinkSync(modules, join(folder, "node_modules"));
  const child = spawn(process.execPath, ["--conditions=orch-source", name], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(await ending(child)).toEqual({
    code: 0,
    signal: null,
    stdout: block(of, "text", output).text,
    stderr: "",
  });
}

test("the program of docs/embedding.md prints what the page says", async () => {
  const folder = workFolder();
  const { name, text } = block("embedding.md", "orch");
  writeFileSync(join(folder, name), text);
  const compile = block("embedding.md", "sh").text.trim().split(" ").slice(1);
  expect(await orch(compile, { cwd: folder })).toMatchObject({ code: 0 });
  await prints("embedding.md", folder);
});

test("and so does its simulated run", async () => {
  const folder = workFolder();
  const { name, text } = block("embedding.md", "orch");
  writeFileSync(join(folder, name), text);
  const compile = block("embedding.md", "sh").text.trim().split(" ").slice(1);
  expect(await orch(compile, { cwd: folder })).toMatchObject({ code: 0 });
  await prints("embedding.md", folder, "simulated\\.ts", "simulated");
});

test("and so does the one that asks people", async () => {
  const folder = workFolder();
  const { name, text } = block("embedding.md", "orch", "desk\\.orch");
  writeFileSync(join(folder, name), text);
  const compiled = await orch(["compile", "desk.orch", "-o", "desk.plan.json"], { cwd: folder });
  expect(compiled, compiled.stderr).toMatchObject({ code: 0 });
  await prints("embedding.md", folder, "people\\.ts", "people");
});

test("and so does the trial of a store", async () => {
  await prints("embedding.md", workFolder(), "conformance\\.ts", "conformance");
});

test("the program of docs/library.md prints what the page says", async () => {
  await prints("library.md", workFolder());
});
