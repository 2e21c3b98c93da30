import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  capability,
  field,
  giveBack,
  input,
  node,
  parameter,
  plan,
  routine,
  step,
} from "@orchlang/kernel/testing";
import type { Capability, PlanFile, Schema } from "@orchlang/plan";
import { schemas } from "@orchlang/plan/boundary";
import type { Node } from "@orchlang/plan/nodes";
import { onTestFinished } from "vitest";
import { planFile } from "./campaign.ts";

const book = schemas.string();

/** A capability of one of the handlers in `handlers/work.ts`, that is given the book and gives it back. */
export function work(
  name: string,
  effect: "pure" | "idempotent" | "once",
  does: string,
  more: Partial<Capability> = {},
): Capability {
  return capability(name, effect, {
    params: [parameter("book", { schema: book })],
    result: {
      schema: schemas.record({ book }),
      label: { confidentiality: "internal", integrity: "trusted" },
    },
    run: { kind: "module", path: "./work.ts", export: does },
    ...more,
  });
}

/** A plan of these steps, which takes a book and gives what the last step gives. */
export function workFile(
  capabilities: readonly Capability[],
  nodes: readonly Node[],
  schema: Schema = book,
): PlanFile {
  const last = nodes.at(-1)!.id;
  const main = routine("work.main", [...nodes, giveBack(node(last), { needs: [last] })], {
    params: [parameter("book", { schema })],
  });
  return planFile(plan([main], capabilities));
}

/** A step that is given the book of the run, or of the step before it. */
export function does(
  id: string,
  capability: string,
  after?: string,
  more: Parameters<typeof step>[2] = {},
): Node {
  const from = after === undefined ? input("book") : field(node(after), "book");
  return step(id, capability, {
    args: { book: from },
    ...(after === undefined ? {} : { needs: [after] }),
    ...more,
  });
}

/** A book that handlers write into. */
export function newBook(): {
  readonly path: string;
  lines(): readonly string[];
  hold(): void;
  release(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "orch-work-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "book");
  return {
    path,
    lines: () => (existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : []),
    hold: () => writeFileSync(`${path}.hold`, ""),
    release: () => rmSync(`${path}.hold`),
  };
}
