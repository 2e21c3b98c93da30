import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeWhole } from "../whole-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("makes the folders it needs and leaves no draft", async () => {
  await writeWhole(join(folder, "a", "b.txt"), "text", join(folder, "unfinished"));
  expect(readFileSync(join(folder, "a", "b.txt"), "utf8")).toBe("text");
  expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
});

test("puts a new file in the place of an old one instead of writing over it", async () => {
  const path = join(folder, "a.txt");
  writeFileSync(path, "old");
  const reader = await open(path);
  await writeWhole(path, "new and longer", join(folder, "unfinished"));
  expect(await reader.readFile("utf8")).toBe("old");
  expect(readFileSync(path, "utf8")).toBe("new and longer");
  await reader.close();
});

test("takes its draft away when the file cannot be put in place", async () => {
  mkdirSync(join(folder, "taken", "by a folder"), { recursive: true });
  await expect(writeWhole(join(folder, "taken"), "text", join(folder, "unfinished"))).rejects.toThrow();
  expect(existsSync(join(folder, "taken", "by a folder"))).toBe(true);
  expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
});
