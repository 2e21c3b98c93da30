import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { type Served, served } from "./served.ts";

/** Tea is made here, or ordered where that takes too long: then both may come. */
const program = (version: "first" | "second"): string => `/// Tea for guests.
module tearoom

service boil(litres: Int) -> { warm: Bool } {
  effect idempotent  cost <= ${version === "first" ? "$0.10" : "$0.30"}  latency <= 5m
  run module "./handlers.mjs#warm"
}
service order_tea(litres: Int) -> { warm: Bool } {
  effect idempotent  cost <= $4.00  latency <= 30m  scope "shops.order"  undo send_back(litres)
  run module "./handlers.mjs#warm"
}
service send_back(litres: Int) { effect idempotent  latency <= 5m  run module "./handlers.mjs#done" }

tool taste(litres: Int) -> { good: Bool } { effect pure  latency <= 1m  run module "./handlers.mjs#warm" }

policy modest : ethical blocking { on boil deny when args.litres > 20 because "nobody drinks so much" }
guardrail little : safety blocking { at most 2 boil }

plan tea(litres: Int) -> { warm: Bool } {
  step water = boil(litres) { timeout 5m }${version === "first" ? "" : " else order_tea(litres)"}
  return { warm: water.warm }
}
plan water(litres: Int) -> Bool { step seen = boil(litres)  return seen.warm }
/// Long enough that no search of it ends soon.
plan banquet(litres: Int) -> Bool {
${Array.from({ length: 24 }, (_, at) => `  step course${at} = taste(litres + ${at}) { retry 3 }`).join("\n")}
  return course0.good
}

scenario "it is warm" for tea {
  given litres = 1
  expect completed
}
scenario "the kettle is broken" for tea {
  given litres = 1
  fault boil fails
  expect never order_tea
}
`;

const handlers = `export const warm = () => ({ warm: true });
export const done = () => null;
`;

/** A tearoom whose program was changed, after a run that a policy allowed and one that it denied. */
export async function tearoom(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "orch-tearoom-"));
  const path = join(folder, "tearoom.orch");
  const journal = join(folder, "journal.db");
  writeFileSync(join(folder, "handlers.mjs"), handlers);
  writeFileSync(path, program("first"));
  const before = await served(path, [], journal);
  await before.close();
  writeFileSync(path, program("second"));
  const server = await served(path, [], journal);
  for (const [litres, status] of [
    [2, "completed"],
    [50, "failed"],
  ] as const) {
    const body = { workflow_name: "water", input: { litres } };
    const { run } = (await server.ask("/workflow/execute", body, `water ${litres}`)) as { run: string };
    await vi.waitFor(async () => expect(await server.ask(`/runs/${run}`)).toMatchObject({ status }), 30_000);
  }
  return {
    ...server,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
