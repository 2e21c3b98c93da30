/** A program somewhere else that has the packages installed. It prints what it has seen, a line of JSON each. */
import {
  createOrchestrator,
  HandlerFailure,
  type LifecycleEvent,
  type Orchestrator,
  openSqliteStore,
  type PlainPlan,
  type PlanGoal,
  type PolicyHook,
  type Refusal,
} from "@orchlang/runtime";
import { lifecycleTypes } from "@orchlang/runtime/library";
import * as v from "valibot";
import * as z from "zod";

function given<T extends object>(answer: T | Refusal): T {
  if ("refused" in answer) throw new Error([answer.message, ...(answer.details ?? [])].join("\n"));
  return answer;
}
const show = (what: unknown): void => console.log(JSON.stringify(what));

const store = openSqliteStore("shop.db", { mode: "write" });
if ("fault" in store) throw new Error(store.message);
const made = await createOrchestrator({ store, workers: { threads: 1 } });
if ("fault" in made) throw new Error(made.message);
const orchestrator: Orchestrator = made;
const told: LifecycleEvent[] = [];
for (const type of lifecycleTypes) orchestrator.on(type, (event) => void told.push(event));

let busy = 2;
orchestrator.register({
  name: "stock.find",
  type: "tool",
  description: "Finds a book",
  effect: "pure",
  inputSchema: z.object({ title: z.string().min(1) }),
  outputSchema: z.object({ id: z.string(), left: z.number().int() }),
  enabled: true,
  metadata: { owner: "stock", version: "1" },
  handler: ({ title }: { title: string }) => {
    if (busy-- > 0) throw Object.assign(new Error("busy"), { code: "ECONNREFUSED" });
    return { id: `B-${title.length}`, left: 3 };
  },
});
orchestrator.register({
  name: "stock.hold",
  effect: "idempotent",
  inputSchema: v.object({ id: v.string(), count: v.number() }),
  outputSchema: v.object({ held: v.string() }),
  handler: ({ id, count }: { id: string; count: number }) => ({ held: `${id}x${count}` }),
});
orchestrator.register({
  name: "stock.release",
  effect: "idempotent",
  inputSchema: { type: "object", properties: { held: { type: "string" } }, required: ["held"] },
  handler: ({ held }: { held: string }) => {
    show(["released", held]);
    return null;
  },
});
const amount = z.object({ amount: z.number() });
const paid = z.object({ paid: z.number() });
orchestrator.register({
  name: "card.charge",
  type: "tool",
  inputSchema: amount,
  outputSchema: paid,
  fails: ["declined"],
  handler: (asked: z.infer<typeof amount>) => {
    if (asked.amount > 20) throw new HandlerFailure("declined", "too much", { reach: "not_reached" });
    return { paid: asked.amount };
  },
});
orchestrator.register({
  name: "invoice.send",
  type: "tool",
  effect: "idempotent",
  inputSchema: amount,
  outputSchema: paid,
  cost: { amount: "0.50", currency: "USD" },
  handler: (asked: z.infer<typeof amount>) => ({ paid: asked.amount }),
});

const sell: PlainPlan = {
  id: "sell",
  steps: [
    { id: "find", type: "tool", tool: "stock.find", params: { title: "{{input.title}}" }, retries: 3 },
    // biome-ignore lint/suspicious/noThenProperty: it is what the branch of a condition is called
    { id: "enough", type: "conditional", condition: "find.output.left >= input.count", then: ["hold"] },
    {
      id: "hold",
      type: "tool",
      capability: "stock.hold",
      params: { id: "{{find.output.id}}", count: "{{input.count}}" },
      undo: { capability: "stock.release", params: { held: "{{result.held}}" } },
    },
    { id: "breath", type: "wait", duration: "10ms", dependencies: ["hold"] },
    {
      id: "charge",
      type: "tool",
      capability: "card.charge",
      params: { amount: "{{input.amount}}" },
      dependencies: ["breath"],
      condition: "hold.output.held != null",
      timeout: 5_000,
    },
  ],
  output: { said: "{{hold.output.held}} for {{charge.output.paid}}", paid: "{{charge.output.paid}}" },
  successCriteria: ["charge.output.paid > 0"],
};

const { executor, planner, planReplay } = orchestrator;
const input = { title: "Emma", count: 2, amount: 12.5 };
const plain = given(await executor.execute(sell, { input }));
show([plain.status, plain.output, plain.steps.map(({ stepId, attempts }) => `${stepId} ${attempts}`)]);
const failed = given(await executor.execute(sell, { input: { ...input, amount: 99 } }));
show([failed.status, failed.error?.name, failed.error?.message]);
const again = given(
  await executor.execute(sell, { input: { ...input, amount: 99 } }, { replans: 1, parallelExecution: false }),
);
show([again.status, again.output, again.replans.map(({ failedStepId }) => failedStepId)]);

const goal: PlanGoal = {
  id: "bill",
  description: "be paid",
  successCriteria: ["paid > 0"],
  context: { amount: 5 },
};
const planned = given(await planner.plan({ ...goal, constraints: { without: ["invoice.send"] } }));
const other = given(await planner.replan(planned, "step_1", { class: "permanent", message: "out of order" }));
show([planned, other].map(({ steps }) => steps.map((step) => "capability" in step && step.capability)));
const nobody: PolicyHook = { name: "nobody_pays", preExecution: ({ params }) => params.amount !== 5 };
const denied = given(
  await executor.execute(planned, { input: { amount: 5 }, request: "one" }, { policyHooks: [nobody] }),
);
show([denied.status, denied.error?.class]);

const types: string[] = [];
const replayed = given(await planReplay.replay(again.run, (event) => void types.push(event.type)));
show([replayed.decided.same, types.includes("step_completed")]);
const timeline = given(await planReplay.getTimeline("sell"));
show(timeline[0]?.type);
const stats = given(await planReplay.getStats(again.run));
show([stats.steps.completed, stats.steps.failed, stats.byStep.map(({ step }) => step)]);
const document = given(await planReplay.export(again.run));
show([document.format, document.events.length === stats.events]);
show(lifecycleTypes.filter((type) => !told.some((event) => event.type === type)));
await orchestrator.close();
