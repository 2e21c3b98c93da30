import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Deploys } from "../../src/orchestrator/deploy.ts";
import { Registry } from "../../src/orchestrator/registry.ts";
import { folder } from "../journal/streams.ts";
import { accepted } from "./open.ts";
import { does, work, workFile } from "./work.ts";

test("runs that start together go by one look at the code, and later ones by another", async () => {
  const root = folder();
  const handlers = join(root, "work.ts");
  writeFileSync(handlers, "export const send = () => null;");
  const deploys = new Deploys(new Registry());
  const file = workFile([work("send", "idempotent", "send")], [does("sent", "send")]);

  const first = deploys.now(file, root);
  expect(Object.keys(first.places)).toHaveLength(1);
  writeFileSync(handlers, "export const send = () => 1;");
  expect(deploys.now(file, root)).toBe(first);
  await new Promise((resolve) => setImmediate(resolve));
  const { deploy } = deploys.now(file, root);
  expect(accepted(deploy).id).not.toBe(accepted(first.deploy).id);
});

test("what is registered counts at once", () => {
  const root = folder();
  const registry = new Registry();
  const deploys = new Deploys(registry);
  const { run: _, ...send } = work("send", "idempotent", "");
  const file = workFile([send], [does("sent", "send")]);

  expect(deploys.now(file, root)).toMatchObject({ deploy: { refused: "handlers" }, places: {} });
  registry.register({ name: "send", handler: () => null });
  const found = deploys.now(file, root);
  expect(accepted(found.deploy).handlers).toHaveProperty("send");
  expect(Object.values(found.places)).toMatchObject([{ handler: { kind: "registered" } }]);
  registry.enable("send", false);
  expect(deploys.now(file, root).deploy).toHaveProperty("refused");
});
