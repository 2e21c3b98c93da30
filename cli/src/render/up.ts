import type { JsonObject } from "@orchlang/plan";
import type { EventDeclaration } from "@orchlang/plan/context";
import type { ControlEntry, Orchestrator } from "@orchlang/runtime";
import type { HttpIngress } from "@orchlang/runtime/events";
import type { WorldReport } from "@orchlang/runtime/reports";
import type { Invocation } from "../command.ts";
import { suggesting } from "../project/place.ts";
import { attentionWords, controlWords, membersIn } from "./control-words.ts";
import { clock, date } from "./moments.ts";
import { createQuestions, type Question, questionWords, type Told } from "./questions.ts";
import { shortName } from "./short-name.ts";

/** The output of `orch up` while it runs. */
export interface UpScreen {
  /** An event of control, in order. */
  see(entry: ControlEntry): void;
  /** Prints the questions and facts that are still open from before. */
  begin(orchestrator: Pick<Orchestrator, "questions" | "around" | "shown">): void;
  /** Runs of a process before this one. */
  goOn(resumed: Resumed): void;
  /** From now on questions are answered at this door: those that nobody has answered are told. */
  open(door: string, token: string): void;
  /** Runs that wait for an operator are told of once more: they may stand for days. */
  remind(): void;
  /** True if anybody is being asked. */
  isAsking(): boolean;
}

type Out = Invocation["terminal"]["out"];

/** Says when what is told is of another day than what was told before. */
function dayTeller(out: Out): (at: number) => Out {
  let last: string | undefined;
  return (at) => {
    const day = date(at);
    if (last !== undefined && last !== day) out.line(out.paint.dim(`—— ${day}`));
    last = day;
    return out;
  };
}

/** The name of an event: reported from outside, fused from others, or emitted by a run. */
function happeningIn(event: ControlEntry["event"]): string | undefined {
  if (event.t === "Occurred") return event.event;
  if (event.t === "Fused") return event.fusion;
  return event.t === "Heard" && event.ask.ask === "emit" ? event.ask.event : undefined;
}

type Resumed = Exclude<Awaited<ReturnType<Orchestrator["resume"]>>, { readonly refused: string }>;

export function createUpScreen(
  invocation: Invocation,
  told: Told,
  events: Readonly<Record<string, EventDeclaration>> = {},
): UpScreen {
  const { format } = invocation;
  const { out } = invocation.terminal;
  const orch = suggesting(invocation);
  const wanted = new Set(invocation.texts("category"));
  const questions = createQuestions(told);
  const begins = dayTeller(out);
  let shown: Orchestrator["shown"] | undefined;
  let door: Door | undefined;
  let untold: Question[] = [];
  const aside = new Aside();
  let inNeed: () => WorldReport["attention"] = () => [];
  const remind = (): void => tellNeeds(invocation, inNeed());
  function ask(question: Question, at: string): void {
    if (door === undefined) untold.push(question);
    else tellQuestion(invocation, question, { at, door });
  }

  return {
    see: ({ seq, event }) => {
      const question = questions.add({ seq, event });
      const time = out.paint.dim(clock(event.at));
      const fields = shown?.(event) ?? {};
      const name = happeningIn(event);
      const declared = events[name ?? ""];
      if (name !== undefined && wanted.size > 0 && !wanted.has(String(declared?.category))) return;
      if (format === "json") out.json({ type: "control", seq, event: fields });
      if (question !== undefined) ask(question, time);
      if (format === "json") return;
      const words = controlWords(event, { shown: fields, wasAside: aside.has(event), declared, orch });
      aside.see(event, fields);
      if (words !== undefined) begins(event.at).line(`${time} ${words}`);
    },
    begin: (orchestrator) => {
      shown = orchestrator.shown.bind(orchestrator);
      const around = orchestrator.around();
      aside.begin(around);
      untold.push(...questions.begin(orchestrator.questions()));
      inNeed = () => orchestrator.around().attention;
      remind();
    },
    goOn: (resumed) => tellResumed(invocation, resumed),
    open: (address, token) => {
      door = { address, token };
      for (const question of untold) ask(question, out.paint.dim(clock(Date.now())));
      untold = [];
    },
    remind,
    isAsking: () => questions.open > 0,
  };
}

/** Members that are kept back, in the order of what is told: what is known of them by then may be further on. */
class Aside {
  readonly #places = new Set<string>();

  begin({ pools }: WorldReport): void {
    for (const { name, aside = [] } of pools) for (const id of aside) this.#places.add(`${name} ${id}`);
  }

  has(event: ControlEntry["event"]): boolean {
    return event.t === "Member" && this.#places.has(`${event.pool} ${event.member}`);
  }

  see(event: ControlEntry["event"], shown: JsonObject): void {
    if (event.t === "Freed")
      for (const { pool, id } of membersIn(shown.aside)) this.#places.add(`${pool} ${id}`);
    if (event.t === "Judged" && event.why === "flapping") this.#places.add(`${event.pool} ${event.member}`);
    const isOver =
      (event.t === "Judged" && event.why === "steady") || (event.t === "Member" && event.idle === true);
    if (isOver) this.#places.delete(`${event.pool} ${event.member}`);
  }
}

interface Door {
  readonly address: string;
  readonly token: string;
}

function tellQuestion(
  { terminal: { out }, format }: Invocation,
  question: Question,
  { at, door }: { readonly at: string; readonly door: Door },
): void {
  if (format === "json") {
    out.json({ type: "question", ...question });
    return;
  }
  const [asks = "", how = ""] = questionWords(question, door);
  out.line(`${at} ${out.paint.doubtful(asks)}`);
  out.line(`         ${out.paint.dim(how)}`);
}

function tellNeeds(invocation: Invocation, needs: WorldReport["attention"]): void {
  const { format } = invocation;
  const { out } = invocation.terminal;
  const orch = suggesting(invocation);
  for (const need of needs) {
    if (format === "json") out.json({ type: "attention", ...need });
    else out.line(`${out.paint.dim(clock(Date.now()))} ${out.paint.doubtful(attentionWords(need, orch))}`);
  }
}

function tellResumed({ terminal: { out, err }, format }: Invocation, { runs, left }: Resumed): void {
  if (format === "json") {
    if (runs.length + left.length > 0) out.json({ type: "resumed", runs, left });
    return;
  }
  if (runs.length > 0) err.line(runs.length === 1 ? "1 run continues" : `${runs.length} runs continue`);
  for (const { run, refusal } of left)
    err.line(err.paint.doubtful(`run ${run} can't continue here: ${refusal.message}`));
}

export function greet(
  { terminal, format }: Invocation,
  orchestrator: Orchestrator,
  { address }: HttpIngress,
  token: string,
): void {
  if (format === "json") {
    terminal.out.json({ type: "up", address, token });
    return;
  }
  const { triggers } = orchestrator.around();
  for (const { name, starts, next } of triggers) {
    const due = next === undefined ? "" : terminal.err.paint.dim(`  next at ${new Date(next).toISOString()}`);
    terminal.err.line(`armed ${shortName(name)} → ${shortName(starts)}${due}`);
  }
  terminal.err.line(
    `records are accepted at ${terminal.err.paint.place(`${address}/ingest`)}, with the token in ${terminal.err.paint.place(token)}`,
  );
}

/** The reasons for which records are rejected, in words; others are shown by their name. */
const refusals: Readonly<Record<string, string>> = {
  shape: "it does not have the declared form",
  unknown: "no such thing is declared",
  too_often: "it came too often",
  debounced: "it came too soon after another",
  busy: "too much was waiting",
};

/** Accepted events without effect, by the end of the name that they are counted under. */
const leftOut: Readonly<Record<string, string>> = {
  late: "older than what was known",
  "too late": "nobody was waiting any more",
  repeated: "the same was reported recently",
  dropped: "too many waited for other events",
  "without a key": "its key is unknown",
};

/** `before`: what was counted when this process began. */
export function tellCounts(
  { terminal }: Invocation,
  orchestrator: Orchestrator,
  before: Readonly<Record<string, number>>,
): void {
  const { refused, tallies } = orchestrator.around();
  for (const [why, count] of Object.entries(refused))
    terminal.err.line(
      why === "repeated"
        ? `${count} reported twice`
        : `${count} refused: ${refusals[why] ?? why.replaceAll("_", " ")}`,
    );
  for (const [what, count] of Object.entries(tallies)) {
    const space = what.indexOf(" ");
    const why = leftOut[what.slice(space + 1)];
    const more = count - (before[what] ?? 0);
    if (why !== undefined && more > 0)
      terminal.err.line(`${more} of ${shortName(what.slice(0, space))} left out: ${why}`);
  }
}
