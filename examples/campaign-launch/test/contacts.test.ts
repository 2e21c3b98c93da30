import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { dataFile } from "../place.ts";

const kept = readFileSync(dataFile("contacts.csv"), "utf8");

test("contacts.csv is what its script makes", () => {
  const folder = mkdtempSync(join(tmpdir(), "contacts-"));
  try {
    const script = fileURLToPath(new URL("../data/make-contacts.mjs", import.meta.url));
    execFileSync(process.execPath, [script, join(folder, "contacts.csv")]);
    expect(readFileSync(join(folder, "contacts.csv"), "utf8")).toBe(kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("2,000 people, each with an address that can belong to nobody", () => {
  const rows = parse<{ id: string; email: string }>(kept, { columns: true });
  expect(rows).toHaveLength(2_000);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2_000);
  expect(new Set(rows.map(({ email }) => email)).size).toBe(2_000);
  expect(rows.filter(({ email }) => !/^[a-z]+\.[a-z]+@example\.(?:com|org)$/.test(email))).toEqual([]);
});
