import type { JsonObject, PlanFile } from "@orchlang/plan";
import { scenarioText } from "@orchlang/presentation";
import type { NotTried } from "@orchlang/simulator/trials";
import type { Context, ProgramScenario } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { ProblemError } from "../problem.ts";
import type { Asked, Route } from "../route.ts";
import { count, duration, flag, list, oneOf, record, text } from "../schemas.ts";
import { storySchema, storyView } from "../story-view.ts";
import { planNamed } from "./workflows.ts";

const program = record({ program: text });
const one = record({ program: text, number: { ...text, pattern: "^\\d{1,6}$" } });
const listed = {
  number: count,
  title: text,
  subject: { ...text, description: "the plan, goal or trigger that it plays" },
  kind: oneOf("plan", "goal", "trigger"),
  file: text,
  line: count,
};
const result = {
  status: oneOf("passed", "failed"),
  outcome: { ...text, description: "in words" },
  notes: list(text),
  took: { ...duration, description: "of the server's time, ms" },
};
const expectation = record(
  { text, line: count, status: oneOf("met", "unmet", "not judged"), because: text },
  ["because"],
);
const part = record({ all: count, uncovered: { ...list(text), description: "as `routine/node…`" } });

/** Seconds of a search at most: a proxy may end requests that take a minute. */
const secondsMax = 25;
/** Scenarios take milliseconds; one that takes this long never ends. ms */
const playingMs = 30_000;

/** Plans in simulated worlds of the author: scenarios, what they reach, and a search for a counterexample. */
export const trialRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/programs/:program/scenarios",
    operation: "listScenarios",
    summary: "The scenarios of a plan or goal, and of the triggers that start it",
    group: "workflows",
    role: "viewer",
    params: program,
    reply: record({ scenarios: list(record(listed)) }),
    handle: (context, { by, params }) => {
      const file = planNamed(context.program, by, params.program ?? "");
      return { body: { scenarios: scenariosOf(context, file).map(listView) } };
    },
  },
  {
    method: "POST",
    path: "/programs/:program/scenarios/:number/play",
    operation: "playScenario",
    summary: "Play a scenario in its simulated world: what it expects, and its run event by event",
    group: "workflows",
    role: "author",
    params: one,
    reply: record(
      {
        ...listed,
        ...result,
        text: { ...text, description: "the scenario as it is written" },
        expectations: list(expectation),
        story: storySchema,
      },
      ["story"],
    ),
    handle: async (context, asked) => {
      const served = wholeProgram(context, asked.by, asked.params.program ?? "");
      const found = scenariosOf(context, served)[Number(asked.params.number)];
      const file = found?.plan();
      if (found === undefined || file === undefined)
        throw new ProblemError(404, "unknown_scenario", "The plan has no scenario of this number.");
      const { scenario, context: around } = found;
      const played = orRefused(
        await context.trials.play({ scenario, file, context: around }, ending(asked, playingMs)),
      );
      const { story, expectations, status, outcome, notes, took } = played;
      return {
        body: {
          ...listView(found, Number(asked.params.number)),
          ...{ status, outcome, notes: [...notes], took, text: found.text },
          expectations: expectations.map(({ clause, status: is, because }) => ({
            ...found.written(clause),
            status: is,
            ...(because === undefined ? {} : { because }),
          })),
          ...(story === undefined ? {} : { story: storyView(file, story, asked.by) }),
        },
      };
    },
  },
  {
    method: "POST",
    path: "/programs/:program/coverage",
    operation: "coverProgram",
    summary:
      "Play all scenarios of a plan or goal: their results, and the parts of the plan that none reached",
    group: "workflows",
    role: "author",
    params: program,
    reply: record({
      scenarios: list(record({ ...listed, ...result })),
      coverage: record({ steps: part, branches: part, handlers: part, undos: part, checks: part }),
    }),
    handle: async (context, asked) => {
      const served = wholeProgram(context, asked.by, asked.params.program ?? "");
      const all = scenariosOf(context, served);
      const playable = all.flatMap((each) => {
        const file = each.plan();
        return file === undefined ? [] : [{ one: each, file }];
      });
      const { played, coverage } = orRefused(
        await context.trials.cover(
          playable.map(({ one: { scenario, context: around }, file }) => ({
            scenario,
            file,
            context: around,
          })),
          ending(asked, playingMs),
        ),
      );
      return {
        body: {
          scenarios: played.flatMap(({ status, outcome, notes, took }, at): JsonObject[] => {
            const found = playable[at]?.one;
            if (found === undefined) return [];
            return [{ ...listView(found, all.indexOf(found)), status, outcome, notes: [...notes], took }];
          }),
          coverage: coverage as unknown as JsonObject,
        },
      };
    },
  },
  {
    method: "POST",
    path: "/programs/:program/verify",
    operation: "verifyProgram",
    summary:
      "Search for a simulated world in which a plan breaks a rule, as `orch verify` does; a request that is broken off ends the search",
    group: "workflows",
    role: "author",
    params: program,
    body: record(
      {
        seconds: { type: "integer", minimum: 1, maximum: secondsMax, default: 10 },
        faults: { type: "integer", minimum: 0, maximum: 3, default: 2 },
        seed: { type: "integer", minimum: 0, maximum: 1_000_000, default: 1 },
      },
      ["seconds", "faults", "seed"],
    ),
    reply: record({
      verdict: oneOf("safe", "safe as far as explored", "not safe", "nothing explored"),
      runs: count,
      faults: { ...count, description: "every set of so many faults was tried, where `exhaustive`" },
      exhaustive: flag,
      seed: count,
      violations: list(
        record({
          property: text,
          about: text,
          says: text,
          faults: { ...count, description: "how many things go wrong in it" },
          scenario: { ...text, description: "the world as a scenario" },
          reproduces: { ...flag, description: "the scenario, played by itself, fails as the run did" },
          story: storySchema,
        }),
      ),
      attention: {
        ...list(record({ step: text, why: text, faults: count, story: storySchema })),
        description: "runs in which a step waits for an operator; they break nothing",
      },
      unreached: { ...list(text), description: "places that no run reached" },
      unreachable: list(record({ place: text, why: text })),
      untried: { ...list(text), description: "rules whose subject never occurred" },
      granting: { ...list(text), description: "roles whose refusal was not explored" },
    }),
    handle: async (context, asked) => {
      const file = wholeProgram(context, asked.by, asked.params.program ?? "");
      const found = context.program.trials?.search(file.plan.entry);
      if (found === undefined) throw noText();
      const { seconds = 10, faults = 2, seed = 1 } = asked.body as Readonly<Record<string, number>>;
      const search = {
        file,
        context: found.context,
        options: { faults, seed, unreachable: found.unreachable, runs: { random: 2_000 } },
      };
      const { violations, stranded, ...rest } = orRefused(
        await context.trials.verify(search, ending(asked, seconds * 1_000)),
      );
      return {
        body: {
          verdict: rest.verdict,
          runs: rest.runs,
          faults: rest.faults,
          exhaustive: rest.exhaustive,
          seed: rest.seed,
          violations: violations.map(({ violation, scenario, reproduces, faults: wrong, story }) => ({
            ...{ property: violation.property, about: violation.about, says: violation.says },
            ...{ faults: wrong, reproduces, story: storyView(file, story, asked.by) },
            scenario: scenarioText(scenario, { plan: file.plan, context: found.context }),
          })),
          attention: stranded.map(({ step, why, faults: wrong, story }) => ({
            ...{ step, why, faults: wrong, story: storyView(file, story, asked.by) },
          })),
          unreached: [...rest.unreached],
          unreachable: rest.unreachable.map(({ place, why }) => ({ place, why })),
          untried: [...rest.untried],
          granting: [...rest.granting],
        },
      };
    },
  },
];

/** Scenarios and counterexamples quote the program, which only those see who see all of it. */
function wholeProgram(context: Context, by: Principal, name: string): PlanFile {
  if (by.plans !== undefined)
    throw new ProblemError(403, "plans", "A token of some plans does not see the whole program.");
  if (context.program.trials === undefined) throw noText();
  return planNamed(context.program, by, name);
}

function noText(): ProblemError {
  return new ProblemError(404, "no_text", "This server has the program only as compiled.");
}

function scenariosOf({ program: { trials } }: Context, { plan }: PlanFile): readonly ProgramScenario[] {
  return (trials?.scenarios ?? []).filter((each) => each.plan()?.plan.entry === plan.entry);
}

function listView(
  { scenario: { says, target }, kind, file, line }: ProgramScenario,
  number: number,
): JsonObject {
  return { number, title: says, subject: target, kind, file, line };
}

function ending({ gone }: Asked, limitMs: number) {
  return { limitMs, gone: gone?.() ?? new AbortController().signal };
}

const refusals = {
  busy: [409, "busy", "Another trial is under way: one is played at a time. Try again once it has ended."],
  time: [503, "trial_limit", "It did not end within its time. Give it fewer faults, or try it with `orch`."],
  cancelled: [409, "cancelled", "The trial was broken off."],
} as const;

function orRefused<Done extends object>(done: Done | NotTried): Done {
  if (!("refused" in done)) return done;
  const [status, code, detail] = refusals[(done as NotTried).refused];
  throw new ProblemError(status, code, detail);
}
