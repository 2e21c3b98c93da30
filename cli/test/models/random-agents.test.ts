import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import type { Json, JsonObject } from "@orchlang/plan";
import { createOrchestrator, openJournal, openSqliteStore, stepName } from "@orchlang/runtime";
import { type HandlerContext, HandlerFailure } from "@orchlang/runtime/handler";
import { standardModule, standardModules } from "@orchlang/stdlib";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";

/* Random agents on the real engine, with models that say anything: what is declared and proved holds of every run. */

/** `looks`: pure. `acts`: takes what the model says. `asks`: takes trusted values, after a person. `leaks`: without one. */
type Tool = "looks" | "acts" | "asks" | "leaks";

interface Agent {
  readonly tools: readonly Tool[];
  readonly rounds: number;
  readonly retries: number;
  readonly tokens: number;
  /** Cents: of a question, of a tool's call, and of the whole run. */
  readonly question: number;
  readonly call: number;
  readonly budget: number;
}

const tools = (...among: readonly Tool[]) =>
  fc.array(fc.constantFrom(...among), { minLength: 1, maxLength: 4 });
const agents = (kinds: fc.Arbitrary<readonly Tool[]>): fc.Arbitrary<Agent> =>
  fc.record({
    tools: kinds,
    rounds: fc.integer({ min: 1, max: 5 }),
    retries: fc.integer({ min: 0, max: 2 }),
    tokens: fc.integer({ min: 1, max: 50 }).map((hundreds) => hundreds * 100),
    question: fc.integer({ min: 1, max: 50 }),
    call: fc.integer({ min: 1, max: 500 }),
    budget: fc.integer({ min: 1, max: 3_000 }),
  });

const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;

function textOf({ tools: kinds, rounds, retries, tokens, question, call, budget }: Agent): string {
  const declared = kinds.map((kind, at) => {
    if (kind === "looks") return `tool t${at}(text: String, n: Int) -> { found: String } pure <= 5s`;
    const trust = kind === "acts" ? "@untrusted" : "trusted";
    return `service t${at}(text: String ${trust}, n: Int ${trust}) idempotent <= 5s { cost <= ${dollars(call)} }
human may${at}(text: String, n: Int) -> Approval { ask boss  show "\${text} \${n}?" }`;
  });
  const arms = kinds.map((kind, at) => {
    const made = `step done = t${at}(turn.text, turn.n)`;
    const seen = `yield { seen: state.seen + ["t${at}"], said: none }`;
    if (kind !== "asks") return `t${at} {\n ${made}\n ${seen}\n }`;
    return `t${at} {
 step may = may${at}(turn.text, turn.n) { timeout 1d }
 when may.granted { ${made} }
 ${seen}
}`;
  });
  // A limit that is only checked would let the model's spending decide about trusted calls: ORCH4109.
  const limit = kinds.includes("asks") || kinds.includes("leaks") ? 1_000_000 : budget;
  return `module agents
import std.people { Approval }
role boss
type Turn = ${kinds.map((_, at) => `t${at} { text: String, n: Int in 0..9 }`).join(" | ")} | stop { text: String }
llm decide(wish: String, seen: [String] size 0..6) -> Turn {
  prompt "\${wish} \${seen}"
  tokens <= ${tokens}
  cost <= ${dollars(question)}
  latency <= 30s
}
${declared.join("\n")}
plan serve(wish: String) -> String {
  step talk = for state from { seen: [], said: none } up to ${rounds} until state.said is some {
    step turn = decide(wish, seen: state.seen.take(6)) { retry ${retries} every 1ms }
    match turn {
      ${arms.join("\n      ")}
      stop { yield { seen: state.seen, said: turn.text } }
    }
  } else when error == exhausted { yield { seen: error.last.seen, said: "out of turns" } }
  return talk.said ?? ""
}
guardrail limits { cost <= ${dollars(limit)}  at most ${rounds * (retries + 1)} decide }
`;
}

function compiled(text: string) {
  const missing = { fault: "missing", message: "there is no such file" } as const;
  const read = (path: string) => (path.endsWith("agents.orch") ? { text } : missing);
  const host = { read, standard: standardModule, standardModules };
  const result = compile({ files: ["agents.orch"], root: "." }, host);
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  return {
    errors: errors.map(({ code, message }) => `${code} ${message}`),
    plan: result.plan("agents.serve"),
  };
}

/** An answer that a model may give: a case with any values, another shape, nothing, or a failure. */
const answers = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ tool: fc.nat(3), text: fc.string(), n: fc.integer({ min: -2, max: 12 }) }),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.constantFrom("transient", "permanent", "timeout") },
  ),
  { minLength: 1, maxLength: 12 },
);

/** One installation for all runs: a handler for everything, which notes what it is called with. */
async function installation() {
  const folder = mkdtempSync(join(tmpdir(), "orch-agents-"));
  const path = join(folder, "journal.db");
  const store = openSqliteStore(path, { mode: "write" });
  if ("fault" in store) throw new Error(store.message);
  const world = { said: [] as readonly unknown[], asked: 0, called: [] as [string, Json][] };
  const doubles = (args: JsonObject, { capability }: HandlerContext): unknown => {
    if (capability !== "agents.decide") {
      world.called.push([capability, args]);
      return capability.includes(".t") ? { found: "it" } : null;
    }
    const one = world.said[world.asked++ % world.said.length];
    if (typeof one === "string") throw new HandlerFailure(one, "the model");
    const { tool, text, n } = one as { tool?: number; text?: string; n?: number };
    return tool === undefined ? one : { case: `t${tool}`, text, n };
  };
  const made = await createOrchestrator({ store, doubles, output: () => undefined });
  if ("fault" in made) throw new Error(made.message);
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  onTestFinished(async () => {
    await journal.close();
    await made.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { orchestrator: made, journal, world };
}

test("nothing that a model says reaches a trusted action without a person, and no proved bound is passed", async () => {
  const { orchestrator, journal, world } = await installation();
  let [granted, completed, acted] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(
      agents(tools("looks", "acts", "asks")),
      answers,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      async (agent, said, people) => {
        const { errors, plan } = compiled(textOf(agent));
        expect(errors).toEqual([]);
        if (plan === undefined) throw new Error("no plan");
        Object.assign(world, { said, asked: 0, called: [] });
        const started = await orchestrator.start({ plan, input: { wish: "w" }, root: tmpdir() });
        if ("refused" in started) throw new Error(started.message);
        const { run } = started;
        const allowed: string[] = [];
        let rest = await orchestrator.rest(run, 50);
        for (let turn = 0; rest.status === "waiting"; turn += 1) {
          for (const { capability, args, call } of orchestrator
            .questions()
            .filter((one) => one.run === run)) {
            const isGranted = people[turn % people.length] === true;
            if (isGranted) allowed.push(JSON.stringify([capability.replace("may", "t"), args]));
            const answer = await orchestrator.answer(run, stepName(call), { granted: isGranted });
            if ("refused" in answer) throw new Error(answer.message);
          }
          rest = await orchestrator.rest(run, 50);
        }
        for (const [capability, args] of world.called) {
          const kind = agent.tools[Number(capability.at(-1))];
          if (kind === "asks") expect(allowed).toContain(JSON.stringify([capability, args]));
          else acted += 1;
        }
        expect(world.asked).toBeLessThanOrEqual(agent.rounds * (agent.retries + 1));
        granted += allowed.length;
        completed += rest.status === "completed" ? 1 : 0;
        const { bounds } = plan.plan;
        const detail = await journal.detail(run);
        if ("refused" in detail) throw new Error(detail.message);
        const { tokens, cost: costs } = detail.spent;
        const [cost] = costs;
        if ("value" in bounds.cost.worst)
          expect(Number(cost?.amount ?? 0)).toBeLessThanOrEqual(Number(bounds.cost.worst.value.amount));
        if ("value" in bounds.tokens.worst) expect(tokens).toBeLessThanOrEqual(bounds.tokens.worst.value);
        if (!agent.tools.includes("asks"))
          expect(Number(cost?.amount ?? 0) * 100).toBeLessThanOrEqual(agent.budget);
      },
    ),
    { numRuns: 60 },
  );
  // The runs have shown something.
  expect(Math.min(granted, completed, acted)).toBeGreaterThan(5);
});

test("an agent whose model reaches a trusted action without a person does not compile", () => {
  fc.assert(
    fc.property(
      agents(tools("looks", "acts", "asks", "leaks").filter((kinds) => kinds.includes("leaks"))),
      (agent) => {
        const { errors, plan } = compiled(textOf(agent));
        expect(errors.join("\n")).toMatch(/ORCH(?:3502|4109)/u);
        expect(plan).toBeUndefined();
      },
    ),
    { numRuns: 30 },
  );
});
