/** Carries the run of `everything.orch` through: tells it what it waits for, and says what became of what is in doubt. */
import type { JsonObject, PlanFile } from "@orchlang/plan";
import type { Orchestrator, Refusal, WaitingFor } from "@orchlang/runtime";
import type { City } from "./city.ts";

export const input: JsonObject = { names: ["x", "y", "z"], size: "large" };

export interface Through {
  readonly run: string;
  readonly value: unknown;
  /** How often an operator had to say what became of something. */
  readonly doubts: number;
}

/** Times that are further off than this do not keep it from being told what it waits for, ms. */
const patience = 100;

/** Begins it, or goes on with it. */
export async function carriedThrough(orch: Orchestrator, plan: PlanFile, city: City): Promise<Through> {
  accepted(await orch.resume());
  const { run } = accepted(await orch.start({ plan, input, root: process.cwd(), request: "everything" }));
  let doubts = 0;
  let moved = Promise.withResolvers<void>();
  const unwatch = orch.watch(run, 0, () => moved.resolve());
  try {
    for (;;) {
      moved = Promise.withResolvers();
      const rest = await orch.rest(run, patience);
      if (rest.status === "completed") return { run, value: rest.value, doubts };
      if (rest.status !== "waiting") throw new Error(`it ${rest.status}: ${JSON.stringify(rest)}`);
      doubts += rest.waiting.filter((waiting) => waiting.for === "operator").length;
      const said = await Promise.all(
        rest.waiting.map((waiting) => seenTo(orch, run, waiting, rest.waiting, city)),
      );
      // What is left is a matter of time.
      if (!said.includes(true)) await moved.promise;
    }
  } finally {
    unwatch();
  }
}

/** False: nothing can be said to it now. */
async function seenTo(
  orch: Orchestrator,
  run: string,
  waiting: WaitingFor,
  all: readonly WaitingFor[],
  city: City,
): Promise<boolean> {
  const { step } = waiting;
  switch (waiting.for) {
    case "answer":
      return taken(await orch.answer(run, step, { granted: true }));
    case "condition":
      accepted(await orch.ingest({ kind: "reading", id: "ready", name: "everything.ready", value: true }));
      return true;
    case "event": {
      // Those that the loop is for come before the one that is waited for.
      const isHeard = all.every((one) => one.for !== "event" || one.step !== "heard");
      for (const n of isHeard ? [9] : [1, 2])
        accepted(
          await orch.ingest({ kind: "occurrence", id: `ping ${n}`, event: "everything.ping", fields: { n } }),
        );
      return true;
    }
    case "callback": {
      const brought = await Promise.all([...city.tokens].map((token) => orch.callback(token, { id: "job" })));
      return brought.some((answer) => "done" in answer);
    }
    case "operator": {
      if (waiting.about !== "doubt") throw new Error(JSON.stringify(waiting));
      const done = city.effects.find(({ key }) => key === waiting.key);
      const said = done === undefined ? "retry" : { completed: { id: done.id } };
      return taken(await orch.order(run, step, "resolve", said, "as the books say"));
    }
    default:
      return false;
  }
}

export function accepted<T extends object>(answer: T | Refusal): T {
  if ("refused" in answer) throw new Error([answer.message, ...(answer.details ?? [])].join("\n"));
  return answer;
}

/** It may have been said before the process died, and heard of after. */
function taken(answer: { readonly done: true } | Refusal): boolean {
  if ("refused" in answer && answer.refused !== "not_waiting") accepted(answer);
  return "done" in answer;
}
