import type { AdmissionScope } from "@orchlang/kernel/control";
import type { JsonObject } from "@orchlang/plan";
import type { Context, Program } from "../context.ts";
import { maySee, type Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";
import type { Route } from "../route.ts";
import { anyObject, confidentialities, count, flag, list, oneOf, record, text, time } from "../schemas.ts";
import { plansOf, poolsSeen } from "../scope.ts";
import { planNamed } from "./workflows.ts";

const why: JsonObject = { ...text, minLength: 1, maxLength: 1_000 };
const scope = {
  plan: { ...text, description: "only runs of this plan or goal" },
  input: {
    ...anyObject,
    minProperties: 1,
    description: 'only runs whose input has each of these values, as `{"site": "north"}`',
  },
  label: {
    ...oneOf(...confidentialities),
    description: "only runs of plans that handle data with this label or a higher one",
  },
  site: {
    ...text,
    description: 'only runs of plans that may use a pool at this site, as `at cloud "frankfurt"`',
  },
};
const optional = ["plan", "input", "label", "site"] as const;
const reply = record({ mode: oneOf("open", "stopped", "paused"), runs: list(text) });

type Mode = "open" | "stopped" | "paused";

function admission(word: string, mode: Mode, summary: string): Route {
  return {
    method: "POST",
    path: `/kernel/${word}`,
    operation: `${word}Kernel`,
    summary,
    group: "kernel",
    role: "operator",
    keyed: true,
    action: "admission",
    body: record({ why, ...scope }, optional),
    status: 202,
    reply,
    handle: async ({ orchestrator, program }, { by, body, key }) => {
      const part = scopeIn(program, by, body, mode !== "open");
      if (part === undefined) needsAll(by);
      const { runs } = orProblem(await orchestrator.admit(mode, String(body.why), by.user, key, part));
      return { body: { mode, runs } };
    },
  };
}

/** The part of the installation that a request closes or opens; undefined: all of it. */
function scopeIn(
  program: Program,
  by: Principal,
  { plan, input, label, site }: JsonObject,
  isClosed: boolean,
): AdmissionScope | undefined {
  if ([plan, input, label, site].every((one) => one === undefined)) return undefined;
  const entry = typeof plan === "string" ? planNamed(program, by, plan).plan.entry : undefined;
  if (entry === undefined) needsAll(by);
  const meant = {
    ...(typeof label === "string" ? { label } : {}),
    ...(typeof site === "string" ? { site } : {}),
  };
  // A part may be opened after the program has lost what it was named after.
  if (isClosed && Object.keys(meant).length > 0 && plansOf(program, meant).length === 0)
    throw new ProblemError(
      404,
      "nothing_there",
      "No plan of the program handles such data or uses such a site.",
    );
  return {
    ...(entry === undefined ? {} : { plan: entry }),
    ...(input === undefined ? {} : { input: input as JsonObject }),
    ...meant,
  };
}

/** A closure is seen by those who see one of its plans; one of an input alone, by those who see all. */
function seesPart(
  by: Principal,
  { plan, input }: AdmissionScope,
  meant: readonly string[] | undefined,
): boolean {
  if (by.plans === undefined) return true;
  if (plan !== undefined) return maySee(by, plan);
  return meant === undefined ? input === undefined : meant.some((one) => maySee(by, one));
}

/** The plans that a part's label and site mean now; undefined: it has neither. */
function meantBy(program: Program, part: AdmissionScope): readonly string[] | undefined {
  return part.label === undefined && part.site === undefined ? undefined : plansOf(program, part);
}

function needsAll(by: Principal): void {
  if (by.plans !== undefined)
    throw new ProblemError(403, "plans", "A token of some plans cannot act on the whole installation.");
}

/** The installation as a whole: whether runs begin, its parts, and what waits. */
export const kernelRoutes: readonly Route[] = [
  admission("start", "open", "Let runs begin and triggers fire again"),
  admission("stop", "stopped", "Let no run begin; runs that are under way go on"),
  admission("pause", "paused", "Let no run begin, and pause every run: nothing new is dispatched"),
  admission("resume", "open", "Let runs begin again, and let go on what was paused with the installation"),
  {
    method: "GET",
    path: "/kernel/closures",
    operation: "listClosures",
    summary:
      "Stopped and paused parts of the installation, by whom, since when and why; `opening`: runs begin, and not all that were paused go on yet",
    group: "kernel",
    role: "viewer",
    reply: record({
      closures: list(
        record(
          {
            mode: oneOf("stopped", "paused", "opening"),
            ...scope,
            plans: { ...list(text), description: "those that the label or the site means now" },
            since: time,
            by: text,
            why: text,
            runs: list(text),
          },
          [...optional, "plans"],
        ),
      ),
    }),
    handle: ({ orchestrator, program }, { by }) => {
      const { admission: whole, closures } = orchestrator.around();
      const all = [...(whole === undefined ? [] : [{ ...whole, scope: {} as AdmissionScope }]), ...closures];
      const seen = all
        .map((one) => ({ ...one, meant: meantBy(program, one.scope) }))
        .filter(({ scope: part, meant }) => seesPart(by, part, meant));
      return {
        body: {
          closures: seen.map(
            ({ mode, since, by: who, why: reason, held, scope: { plans: _, ...part }, meant }) => ({
              mode,
              ...part,
              ...(meant && { plans: meant.filter((one) => maySee(by, one)) }),
              since,
              by: who,
              why: reason,
              runs: by.plans === undefined || part.plan !== undefined ? held : [],
            }),
          ),
        },
      };
    },
  },
  {
    method: "GET",
    path: "/kernel/subsystems",
    operation: "listSubsystems",
    summary: "The parts of the installation and whether each does its work",
    group: "kernel",
    role: "viewer",
    reply: record({
      mode: oneOf("open", "stopped", "paused"),
      subsystems: list(record({ name: text, healthy: flag, detail: text })),
    }),
    handle: async (context) => ({
      body: { mode: modeOf(context), subsystems: await subsystems(context) },
    }),
  },
  {
    method: "GET",
    path: "/kernel/queue",
    operation: "listQueue",
    summary: "Everything that waits: firings of triggers, requests for members of pools, tasks of people",
    group: "kernel",
    role: "viewer",
    reply: record({
      waiting: list(record({ for: oneOf("trigger", "pool", "person", "operator"), name: text, count })),
      total: count,
    }),
    handle: (context, { by }) => {
      const waiting = queue(context, by);
      return { body: { waiting, total: waiting.reduce((sum, one) => sum + one.count, 0) } };
    },
  },
];

export function modeOf({ orchestrator }: Context): Mode {
  const { mode = "open" } = orchestrator.around().admission ?? {};
  return mode === "opening" ? "open" : mode;
}

async function subsystems(context: Context): Promise<readonly JsonObject[]> {
  const { orchestrator, journal, isReady } = context;
  const { admission: closed, armed, triggers, pools } = orchestrator.around();
  const altered = await journal.altered();
  const since = closed === undefined ? undefined : new Date(closed.since).toISOString();
  return [
    {
      name: "journal",
      healthy: altered.length === 0,
      detail: altered.length === 0 ? "as it was written" : altered.join("; "),
    },
    {
      name: "admission",
      healthy: modeOf(context) === "open",
      detail:
        closed === undefined || closed.mode === "opening"
          ? "runs begin"
          : `${closed.mode} by ${closed.by} since ${since}: ${closed.why}`,
    },
    { name: "triggers", healthy: armed, detail: `${triggers.length}, ${armed ? "armed" : "not armed"}` },
    {
      name: "resources",
      healthy: pools.every(({ members }) => (members.ready ?? 0) > 0),
      detail: `${pools.length} pools`,
    },
    { name: "api", healthy: isReady(), detail: isReady() ? "takes requests" : "is closing" },
  ];
}

interface Waiting {
  readonly for: "trigger" | "pool" | "person" | "operator";
  readonly name: string;
  readonly count: number;
}

function queue({ orchestrator, program, runs }: Context, by: Principal): readonly Waiting[] {
  const { triggers, pools, attention } = orchestrator.around();
  const sees = (entry: string): boolean => by.plans === undefined || by.plans.includes(entry);
  const seesPool = poolsSeen(program, by);
  const seesRun = (run: string): boolean => by.plans === undefined || sees(runs.entryOf(run) ?? "");
  const roles = Map.groupBy(
    orchestrator.questions().filter(({ run }) => seesRun(run)),
    ({ role }) => role,
  );
  const operator = attention.filter(({ run }) => seesRun(run)).length;
  return [
    ...triggers
      .filter(({ queued, starts }) => queued > 0 && sees(starts))
      .map(({ name, queued }) => ({ for: "trigger" as const, name, count: queued })),
    ...pools
      .filter(({ name, waiting }) => waiting > 0 && seesPool(name))
      .map(({ name, waiting }) => ({ for: "pool" as const, name, count: waiting })),
    ...[...roles].map(([name, asked]) => ({ for: "person" as const, name, count: asked.length })),
    ...(operator === 0 ? [] : [{ for: "operator" as const, name: "attention", count: operator }]),
  ];
}
