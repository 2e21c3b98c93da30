import type { Json, Plan } from "@orchlang/plan";
import type { ControlEntry, Journal, Orchestrator, RunSummary, StartRequest } from "@orchlang/runtime";
import { redactWith } from "../terminal/terminal.ts";

let loaded: Promise<typeof import("@orchlang/runtime/library")> | undefined;

/** Loaded with the runtime: what needs no journal knows no secrets. Asked for once a run, so the promise is kept. */
function load(): Promise<typeof import("@orchlang/runtime/library")> {
  loaded ??= import("@orchlang/runtime/library");
  return loaded;
}

let redaction: InstanceType<Awaited<ReturnType<typeof load>>["Redaction"]> | undefined;

/** From here on, no text that leaves this process contains these values. */
async function hide(values: readonly Json[]): Promise<void> {
  if (values.length === 0) return;
  const { Redaction } = await load();
  redaction ??= new Redaction();
  redactWith(redaction);
  redaction.add(values);
}

/** Hides the secrets in a run's input. */
export async function hideInput({ plan: { plan }, input }: StartRequest): Promise<void> {
  const { secretArguments } = await load();
  const entry = plan.routines[plan.entry] ?? plan.goals[plan.entry];
  await hide(secretArguments(entry?.params ?? [], input, plan));
}

/**
 * A journal whose readers are told nothing before this process knows which values in it are secret: every way to what a
 * run has said leads through here.
 */
export function hiding(journal: Journal): Journal {
  const read = new Set<string>();
  const hideRun = async (run: string): Promise<void> => {
    if (read.has(run)) return;
    const reader = await readerOf(journal, run);
    if (reader === undefined) return;
    for await (const _ of hidden(journal, run, reader)) read.add(run);
  };
  const first = async <T>(run: string, told: () => Promise<T>): Promise<T> => {
    await hideRun(run);
    return await told();
  };
  return {
    ...journal,
    events: (run, from) => eventsOf(journal, run, from),
    report: (run, at) => first(run, () => journal.report(run, at)),
    replay: (run) => first(run, () => journal.replay(run)),
    runs: () => summaries(journal, hideRun),
  };
}

type SecretReader = ReturnType<Awaited<ReturnType<typeof load>>["secretReader"]>;

/** Finds the secrets of a run in its events; undefined: its plan handles none. */
async function readerOf(journal: Journal, run: string): Promise<SecretReader | undefined> {
  const { handlesSecrets, secretReader } = await load();
  const file = await journal.plan(run);
  return "refused" in file || !handlesSecrets(file.plan) ? undefined : secretReader(file.plan);
}

/** Runs of a plan with secrets are read in full before anything of them is printed. */
async function* summaries(
  journal: Journal,
  hideRun: (run: string) => Promise<void>,
): AsyncGenerator<RunSummary> {
  const secret = new Map<string, boolean>();
  for await (const summary of journal.runs()) {
    const { run, plan, waiting } = summary;
    if (waiting.length > 0) {
      if (!secret.has(plan)) secret.set(plan, (await readerOf(journal, run)) !== undefined);
      if (secret.get(plan) === true) await hideRun(run);
    }
    yield summary;
  }
}

async function* eventsOf(journal: Journal, run: string, from = 0): ReturnType<Journal["events"]> {
  const reader = await readerOf(journal, run);
  if (reader === undefined) yield* journal.events(run, from);
  else for await (const entry of hidden(journal, run, reader)) if (entry.seq >= from) yield entry;
}

async function* hidden(journal: Journal, run: string, reader: SecretReader): ReturnType<Journal["events"]> {
  for await (const entry of journal.events(run)) {
    await hide(reader.add(entry.seq, entry.event));
    yield entry;
  }
}

/** Sees the events of a run as they come, before anybody is told of them. */
export async function watchSecrets(plan: Plan): Promise<(entry: Parameters<Watch>[0]) => void> {
  const { Redaction, secretReader } = await load();
  redaction ??= new Redaction();
  redactWith(redaction);
  const known = redaction;
  const reader = secretReader(plan);
  return ({ seq, event }) => known.add(reader.add(seq, event));
}

/** Sees the events of control as they come, before anybody is told of them. */
export async function watchControl(orchestrator: Orchestrator): Promise<(entry: ControlEntry) => void> {
  const { Redaction, secretsBetween } = await load();
  redaction ??= new Redaction();
  redactWith(redaction);
  const known = redaction;
  return ({ event }) => known.add(secretsBetween(event, orchestrator.shown(event)));
}

type Watch = Parameters<Orchestrator["watch"]>[2];
