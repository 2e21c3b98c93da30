/** Random plans, small and of every shape: what fails shrinks to a few statements. */
import type { Goal, Plan } from "@orchlang/plan";
import { context, guarded, plan, routine } from "../building.ts";
import { capabilities } from "./capabilities.ts";
import { failing, goalOf } from "./goals.ts";
import { checkOf, deferring, responses, spending } from "./rules.ts";
import type { Sketch } from "./sketch.ts";
import { type Writing, write, writeAroundCommit } from "./statements.ts";

export function planOf({ body, last, budget, other, drifts, commit }: Sketch): Plan {
  const goals: Record<string, Goal> = {};
  const routines: ReturnType<typeof routine>[] = [];
  const main: Writing = { nodes: [], routines, goals, count: 0, held: undefined };
  if (commit === undefined || other !== undefined) write(main, body, "root", []);
  else writeAroundCommit(main, body, commit);
  if (last.length > 0) write(main, last, "last", []);
  if (other !== undefined) {
    goals.wanted = goalOf("wanted", ["main", "main2"]);
    main.nodes.push(...failing("main", "root"));
    const second: Writing = { nodes: [], routines, goals, count: 0, held: undefined };
    write(second, body.slice(0, other), "root", []);
    routines.push(routine("main2", second.nodes, { achieves: "wanted" }));
  }
  const guardrails = budget ? [...responses, spending] : responses;
  const more = {
    ...(last.length > 0 ? { finally: "last" } : {}),
    ...(other === undefined ? {} : { achieves: "wanted" }),
  };
  const nodes = drifts ? guarded(context("calm"), main.nodes) : main.nodes;
  return plan([routine("main", nodes, more), ...routines], capabilities, {
    guardrails,
    goals,
    ...(other === undefined ? {} : { entry: "wanted" }),
    policies: [{ name: "later", severity: "blocking", on: [{ any: true }], verdicts: deferring }],
    checks: Object.fromEntries(
      deferring.map((_, verdict) => [
        checkOf(verdict),
        { id: checkOf(verdict), kind: "policy", policy: "later", verdict },
      ]),
    ),
    pools: {
      p: { name: "p", count: 2, tier: "edge", latency: 40, cost: perMinute("0.01"), overflow: "q" },
      q: { name: "q", count: 1, tier: "cloud", latency: 90, cost: perMinute("0.005"), power: 200 },
    },
  });
}

function perMinute(amount: string): { amount: string; currency: string; per: number } {
  return { amount, currency: "USD", per: 60_000 };
}
