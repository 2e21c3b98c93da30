import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HandlerContext } from "@orchlang/runtime/handler";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeReady, standDown, switchBack, switchTraffic, writeUp } from "../handlers.ts";
import { room } from "../room.ts";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "incident-"));
  process.env.ORCH_EXAMPLE_OUT = out;
});
afterEach(() => {
  delete process.env.ORCH_EXAMPLE_OUT;
  rmSync(out, { recursive: true, force: true });
});

const context = (key = "key-1") =>
  ({ key, log: () => undefined, spend: () => undefined }) as unknown as HandlerContext;

test("each effect, repeated, is there once, and its undo leaves nothing", async () => {
  for (const _ of ["first", "again"]) {
    expect(await makeReady({ spare: "spares[1]", part: "mail" }, context())).toEqual({
      address: "spares[1].rack7.example",
    });
    await switchTraffic({ part: "mail", to: "spares[1].rack7.example" }, context());
  }
  expect(readdirSync(join(out, "spares"))).toHaveLength(1);
  expect(JSON.parse(readFileSync(room("traffic", "mail"), "utf8"))).toEqual({
    served_from: "spares[1].rack7.example",
  });
  for (const _ of ["first", "again"]) {
    await switchBack({ part: "mail" }, context());
    await standDown({ spare: "spares[1]" }, context());
  }
  expect(existsSync(room("traffic", "mail")) || existsSync(room("spares", "spares[1]"))).toBe(false);
});

test("a note is written once under one key", async () => {
  await writeUp({ part: "mail", outcome: "failed" }, context("one"));
  await writeUp({ part: "mail", outcome: "failed" }, context("one"));
  await writeUp({ part: "search", outcome: "completed" }, context("two"));
  expect(readdirSync(join(out, "notes")).toSorted()).toEqual(["one.json", "two.json"]);
});
