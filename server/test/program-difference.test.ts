import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { recordVersions } from "../src/program-versions.ts";
import { compiled, handlers, started } from "./started.ts";

/* Versions of a program, compared by what they mean. */

const base = "/api/orchestration";

const source = (most: string, more: string): string => `module shop
service charge(id: String) -> { receipt: String } {
  effect idempotent  cost <= ${most}  latency <= 60s  run module "./h.mjs#charge"
}
plan quick(id: String) -> String { step paid = charge(id)${more}  return paid.receipt }
plan other(id: String) -> String { step paid = charge(id)  return paid.receipt }
`;

/** A server of the later of two versions, after one of the earlier. */
async function later() {
  const [before, now] = [
    compiled(source("$1.00", "")),
    compiled(source("$3.00", "  step again = charge(id)")),
  ];
  const server = await started({ source: source("$3.00", "  step again = charge(id)") });
  const root = mkdtempSync(join(tmpdir(), "orch-versions-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "h.mjs"), handlers);
  for (const { plans, world } of [before, now])
    await recordVersions(server.orchestrator, { plans, world, root }, Date.now());
  const [old] = before.plans;
  return { server, old: old?.id ?? "" };
}

test("two versions differ by their steps, bounds and findings, and the text says so", async () => {
  const { server, old } = await later();
  const { status, body } = await server.ask("viewer", "GET", `${base}/programs/quick/difference`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    name: "quick",
    from: old,
    steps: [
      { kind: "changed", node: "paid", says: ["cost ≤ $1 → ≤ $3"] },
      { kind: "added", node: "again", key: "shop.quick/again" },
    ],
    findings: [{ kind: "cost-up" }],
  });
  expect(body.bounds).toContainEqual(
    expect.objectContaining({ of: "cost", end: "worst", from: "$1", to: "$6", direction: "up" }),
  );
  expect(String(body.text)).toContain("again");
  const { body: back } = await server.ask(
    "viewer",
    "GET",
    `${base}/programs/quick/difference?from=${String(body.to)}&to=${old}`,
  );
  expect(back.steps).toContainEqual(expect.objectContaining({ kind: "removed", node: "again" }));
});

test("a version of another program, and one that never was, are unknown", async () => {
  const { server, old } = await later();
  for (const from of [old, "sha256:none"]) {
    const { status, body } = await server.ask(
      "viewer",
      "GET",
      `${base}/programs/other/difference?from=${from}`,
    );
    expect([status, body.code]).toEqual([404, "unknown_version"]);
  }
});

test("the first version has nothing before it: nothing differs", async () => {
  const server = await started();
  const { body } = await server.ask("viewer", "GET", `${base}/programs/quick/difference`);
  expect(body).toMatchObject({ from: body.to, steps: [], bounds: [], rules: [] });
});
