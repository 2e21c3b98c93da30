import { expect, test } from "vitest";
import { begun, ended } from "./begun.ts";
import { started } from "./started.ts";

const base = "/api/orchestration";

test("a value above 32 KiB is in a run by its hash, and is read by it as the caller may see it", async () => {
  const on = await started();
  const id = "x".repeat(40_000);
  const run = await begun(on, "quick", id, "large");
  const report = await ended(on, run);
  const reference = { $value: expect.stringMatching(/^sha256:/u), chars: 40_004, at: expect.any(String) };
  expect(report.value).toEqual(reference);
  expect(report.input).toEqual({ id: { ...reference, chars: 40_002 } });
  const { at } = report.value as { readonly at: string };
  expect((await on.ask("viewer", "GET", `${base}${at}`)).body).toEqual({ value: `r-${id}` });
  const { body } = await on.ask("viewer", "GET", `${base}/runs/${run}/timeline`);
  expect(JSON.stringify(body).length).toBeLessThan(4_000);
  // The result of the step has a part above `internal`: who may see it has another value, and another hash.
  const steps = report.steps as readonly { readonly value: { readonly at: string } }[];
  const masked = await on.ask("viewer", "GET", `${base}${steps[0]?.value.at}`);
  expect(masked.body.value).toMatchObject({ holder: "‹personal›" });
  const headers = { authorization: `Bearer ${on.token({ clearance: "personal" })}` };
  const other = await on.server.app.inject({ url: `${base}${steps[0]?.value.at}`, headers });
  expect([other.statusCode, JSON.parse(other.body).code]).toEqual([404, "unknown_value"]);
  const small = await ended(on, await begun(on, "quick", "1"));
  expect(small.value).toBe("r-1");
});
