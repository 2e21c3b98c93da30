import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { explore } from "../../src/exploration/explore.ts";
import { Given } from "../../src/exploration/given.ts";
import { nodeOf } from "../../src/exploration/plan-facts.ts";
import { Stage } from "../../src/exploration/stage.ts";

const corpus = join(import.meta.dirname, "../../../compiler/test/corpus/programs");

test.each(["science/telescope_night", "science/hospital_beds", "business/invoice_approval"])(
  "values read after many changes are those read under the last alone: %s",
  (name) => {
    let compared = 0;
    for (const { stage, trial } of triedOf(`${corpus}/${name}.orch`)) {
      // Each condition that the run came by, and each value that a statement of its plan has.
      const choices = trial.run.events.flatMap((event) => {
        if (event.t !== "Branched") return [];
        const { routine, node: choice } = nodeOf(stage.plan, event.routine, event.node) ?? {};
        const conditions =
          choice?.kind === "branch" ? choice.arms.flatMap(({ condition }) => condition ?? []) : [];
        const values = (routine?.nodes ?? []).map(
          ({ id }): Expression => ({ op: "read", from: "node", name: id }),
        );
        return [...conditions, ...values].map((condition) => ({ condition, place: event }));
      });
      const given = new Given(stage, trial);
      const read = (from: Given) => choices.map(({ condition, place }) => from.evaluated(condition, place));
      const readUnder = (under: ReadonlyMap<string, Json>) => {
        const anew = new Given(stage, trial);
        anew.changes = new Map(under);
        return read(anew);
      };
      read(given);
      const changes = new Map<string, Json>();
      for (const [nth, [key, leaf]] of [...given.leaves].entries()) {
        const others = leaf.others(leaf.value, { everyPart: true, gaps: [1], spoken: ["a"] });
        if (others.length === 0) continue;
        // Every third change is undone at the next.
        const before = new Map(changes);
        changes.set(key, others[nth % others.length] as Json);
        given.changes = new Map(changes);
        expect(read(given)).toEqual(readUnder(changes));
        compared += choices.length;
        if (nth % 3 !== 0) continue;
        given.changes = before;
        changes.delete(key);
        expect(read(given)).toEqual(readUnder(before));
      }
    }
    expect(compared).toBeGreaterThan(0);
  },
);

function* triedOf(file: string) {
  const host = {
    read: (path: string) =>
      path.endsWith(".orch")
        ? { text: readFileSync(path, "utf8") }
        : ({ fault: "missing", message: "there is no such file" } as const),
    standard: standardModule,
    standardModules,
  };
  const result = compile({ files: [file], root: corpus }, host);
  for (const { name } of result.targets.filter(({ root }) => root)) {
    const [plan, context] = [result.plan(name), result.context(name)];
    if (plan === undefined || context === undefined) continue;
    const stage = new Stage(plan, context);
    const { ways } = explore(stage, { faults: 0, runsMax: 8, isOver: () => false });
    for (const trial of ways) yield { stage, trial };
  }
}
