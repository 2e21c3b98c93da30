import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@orchlang/plan";
import { canonical, canonicalBytes } from "@orchlang/plan/json";
import { describe, expect, test } from "vitest";

const data = join(process.env.SHARED ?? "", "data");

describe("the vectors that came with RFC 8785", () => {
  test.each(globSync("*.json", { cwd: join(data, "jcs/input") }).sort())("%s", (file) => {
    const json = JSON.parse(readFileSync(join(data, "jcs/input", file), "utf8")) as Json;
    expect(canonical(json)).toBe(readFileSync(join(data, "jcs/output", file), "utf8").trimEnd());
    const bytes = [...canonicalBytes(json)].map((byte) => byte.toString(16).padStart(2, "0"));
    const hex = readFileSync(join(data, "jcs/outhex", file.replace(".json", ".txt")), "utf8");
    expect(bytes).toEqual(hex.trim().split(/\s+/));
  });
});

test("the big list of naughty strings comes through as values and as names", () => {
  for (const naughty of JSON.parse(readFileSync(join(data, "blns.json"), "utf8")) as string[]) {
    const back = JSON.parse(canonical(Object.fromEntries([[naughty, naughty]]))) as Record<string, string>;
    expect(Object.entries(back)).toEqual([[naughty, naughty]]);
  }
});
