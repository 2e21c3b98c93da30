import type { Paint } from "@orchlang/language";
import type { Json, Plan } from "@orchlang/plan";
import { formatDuration, formatEnergy, formatMoney } from "@orchlang/plan/quantities";
import type { Call, Placement, RunEvent } from "@orchlang/runtime";
import { maskedValue, stepName } from "@orchlang/runtime";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Sink } from "../terminal/terminal.ts";
import { findingsOf, findingWords } from "./findings.ts";
import { sinceStart } from "./moments.ts";
import { placementWords } from "./placement.ts";
import { counted } from "./run-result.ts";
import { shortName } from "./short-name.ts";
import { mark } from "./status.ts";
import { outline } from "./values.ts";

/** An event for a timeline. `minor`: a story can do without it. */
interface EventWords {
  readonly mark: string;
  readonly text: string;
  readonly minor: boolean;
}

/** The state from which sentences are made. */
interface Voice {
  readonly paint: Paint;
  step(call: Call): string;
  /** The step that a key belongs to. */
  named(key: string): string;
  /** How long its try may take, in ms. */
  limit(key: string): number | undefined;
  /** The outline of a step's result, by its key; above `internal` only its label (semantics, rule 50). */
  result(key: string, value: Json): string;
  /**
   * Whether this failure has been stated before, of this step or of one that it called; without a step, of any. What follows
   * from it need not state it again. From now on it has been.
   */
  isKnown(message: string | undefined, step?: string): boolean;
  outcome(value: Json | undefined): string;
  rule(id: string): string;
  /** True if its last try was told to stop, because nobody needs it any more. */
  wasStopped(key: string): boolean;
  /** The reach of a failed attempt; nothing of a pure one, which has no effect. */
  world(key: string, reach: Reach): string;
}

/** A rule as the preview names it. `shop.tells.0` is the first rule of that guardrail. */
function ruleWords({ obligations }: Plan, rule: string): string {
  const obligation = obligations.find(
    ({ source }) => "guardrail" in source && `${source.guardrail}.${source.rule}` === rule,
  );
  return `\`${obligation?.rule ?? shortName(rule)}\``;
}

type Reach = Extract<Extract<RunEvent, { t: "Ended" }>["outcome"], { failure: unknown }>["reach"];

/** Words for the reach of a failed attempt: whether it had its effect (semantics, rule 16). */
const reaches: Readonly<Record<Reach, string>> = {
  reached: "side effect happened",
  not_reached: "no side effect",
  unknown: "side effect unknown",
};

type Kind = RunEvent["t"];
type Words = { readonly [K in Kind]: (event: Extract<RunEvent, { t: K }>, voice: Voice) => EventWords };

/** The keys of what began are remembered, so that later events can be told by their step's name. */
export function createEventWords(
  paint: Paint,
  plan: Plan,
  { stepName, maskedValue }: Pick<typeof import("@orchlang/runtime"), "stepName" | "maskedValue">,
): (event: RunEvent) => EventWords {
  const capabilities = new Map<string, string>();
  const names = new Map<string, string>();
  const limits = new Map<string, number>();
  const known = new Map<string, readonly string[]>();
  const stopped = new Set<string>();
  const masked = (type: Parameters<typeof maskedValue>[1], value: Json): string => {
    const shown = maskedValue(value, type, { schemas: plan.schemas });
    return paint.dim(typeof shown === "string" && shown.startsWith("‹") ? shown : outline(shown));
  };
  const voice: Voice = {
    paint,
    step: (call) => paint.strong(stepName(call)),
    named: (key) => paint.strong(names.get(key) ?? key),
    limit: (key) => limits.get(key),
    result: (key, value) => masked(plan.capabilities[capabilities.get(key) ?? ""]?.result, value),
    rule: (id) => ruleWords(plan, id),
    wasStopped: (key) => stopped.has(key),
    isKnown: (message, step = "") => {
      if (message === undefined) return false;
      const steps = known.get(message) ?? [];
      known.set(message, [...steps, step]);
      return steps.some((one) => step === "" || one === step || one.startsWith(`${step}.`));
    },
    world: (key, reach) =>
      plan.capabilities[capabilities.get(key) ?? ""]?.effect.kind === "pure"
        ? ""
        : ` ${paint.dim(`(${reaches[reach]})`)}`,
    outcome: (value) => masked((plan.routines[plan.entry] ?? plan.goals[plan.entry])?.result, value ?? null),
  };
  return (event) => {
    if (event.t === "Began") {
      names.set(event.intent.key, stepName(event.intent.call));
      capabilities.set(event.intent.key, event.capability);
      if (event.due !== undefined) limits.set(event.intent.key, event.due - event.at);
      stopped.delete(event.intent.key);
    }
    if (event.t === "Aborted" && event.why !== "timeout") stopped.add(event.key);
    if (event.t === "Dispatched") {
      if (event.due !== undefined) limits.set(event.key, event.due - event.at);
      stopped.delete(event.key);
    }
    if (event.t === "Asked" && event.intent !== undefined)
      names.set(event.intent.key, stepName(event.intent.call));
    const say = words[event.t] as (event: RunEvent, voice: Voice) => EventWords;
    const eventWords = say(event, voice);
    const results = findingsOf(plan, event, stepName).map((finding) => `; ${findingWords(finding, paint)}`);
    return results.length === 0
      ? eventWords
      : { ...eventWords, text: `${eventWords.text}${results.join("")}`, minor: false };
  };
}

const major = (symbol: string, text: string): EventWords => ({ mark: symbol, text, minor: false });
const minor = ({ paint }: Voice, text: string): EventWords => ({
  mark: paint.dim("·"),
  text: paint.dim(text),
  minor: true,
});
const warning = ({ paint }: Voice, text: string): EventWords => major(paint.doubtful("!"), text);
const question = ({ paint }: Voice, text: string): EventWords => major(paint.doubtful("?"), text);
const reason = (text: string | undefined): string => (text === undefined || text === "" ? "" : `: ${text}`);

const limitText = (ms: number | undefined): string =>
  ms === undefined ? "" : `: it may take ${formatDuration(ms)}`;

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;

function asked(ask: Event<"Asked">["ask"]): string {
  switch (ask.ask) {
    case "hold":
      return `${ask.call.node} requests ${ask.hold.count === 1 ? "one" : ask.hold.count} of ${shortName(ask.hold.pool)}`;
    case "release":
      return "releases its hold or subscription";
    case "read":
      return `${ask.call.node} reads ${ask.names.map(shortName).join(", ")}`;
    case "survey":
      return `surveys the plans of ${shortName(ask.goal)}`;
    case "subscribe":
      return `listens to ${shortName(ask.event)}`;
    case "emit":
      return `emits ${shortName(ask.event)}`;
    default:
      return `to control: ${ask.ask}`;
  }
}

function messageWords(say: Event<"Told">["say"]): string {
  switch (say.say) {
    case "held":
      return `gets ${say.members.map(({ id }) => id).join(", ")}${placementText(say.placed)}`;
    case "granted":
      return say.members === undefined
        ? "granted by control"
        : `may begin, with ${say.members.map(({ id }) => id).join(", ")}${placementText(say.placed)}`;
    case "refused":
      return `is refused: ${say.why}`;
    case "holdLost":
      return `has lost ${say.member}: ${say.why}`;
    case "reads":
      return `reads ${say.reads.map(({ name }) => shortName(name)).join(", ")}`;
    case "surveyed":
      return `gets the survey${say.absent.length === 0 ? "" : `: ${[...new Set(say.absent.map(({ why }) => why))].join("; ")}`}`;
    case "matched":
      return `receives ${shortName(say.occurrence.event)}`;
    default:
      return `from control: ${say.say}`;
  }
}

function placementText(placed: Placement | undefined): string {
  return placed === undefined ? "" : `: ${placementWords(placed).join("; ")}`;
}

function ofSeveral(have = 1, of = 1): string {
  return of > 1 ? ` (${have} of ${of})` : "";
}

function asksPerson(
  { paint, step }: Voice,
  call: Call,
  { role, show }: { readonly role: string; readonly show: string },
): EventWords {
  return major(mark("waiting", paint), `${step(call)} asks ${shortName(role)}: ${show}`);
}

const words: Words = {
  Started: ({ plan, user }, { paint }) =>
    major(paint.place("▸"), `run of plan ${plan.slice(7, 15)} for ${user.id}`),
  Began: ({ intent, capability, attempt }, { paint, step }) =>
    major(
      intent.call.slot === "undo" ? paint.wrong("↶") : mark("running", paint),
      `${step(intent.call)} begins: ${shortName(capability)}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
    ),
  Resumed: ({ intent: { call } }, voice) =>
    minor(voice, `${voice.step(call)} keeps the key of the call before, which still stands`),
  Deferred: ({ intent: { call }, by, due }, { paint, step }) =>
    major(
      mark("waiting", paint),
      `${step(call)} is held until ${new Date(due).toISOString()}${by.map((one) => `, by policy ${shortName(one.policy)}: ${one.because}`).join("")}`,
    ),
  Dispatched: ({ key, dispatch }, { paint, named }) =>
    major(mark("running", paint), `${named(key)} is sent again (dispatch ${dispatch})`),
  Aborted: ({ key, why }, voice) =>
    why === "timeout"
      ? question(voice, `${voice.named(key)} is out of time${limitText(voice.limit(key))}`)
      : minor(voice, `${voice.named(key)} is stopped: ${why}`),
  Ended: ({ key, outcome }, { paint, named, result, isKnown, world }) => {
    if ("ok" in outcome)
      return major(mark("completed", paint), `${named(key)} done  ${result(key, outcome.ok)}`);
    const { failure, reach } = outcome;
    isKnown(failure.message, named(key));
    return major(
      mark("failed", paint),
      `${named(key)} fails as ${failure.name}: ${failure.message}${world(key, reach)}`,
    );
  },
  Lost: ({ key, why }, voice) =>
    why === "worker" && voice.wasStopped(key)
      ? minor(voice, `${voice.named(key)} has stopped`)
      : question(voice, `${voice.named(key)} is lost with its ${why}`),
  Asked: ({ ask }, voice) => {
    if (ask.ask === "task") return asksPerson(voice, ask.task.call, ask.task);
    const [approval] = ask.ask === "gate" ? (ask.approvals ?? []) : [];
    return approval === undefined || ask.ask !== "gate"
      ? minor(voice, asked(ask))
      : asksPerson(voice, ask.call, approval);
  },
  Returned: ({ key, value, by }, { paint, named, result }) =>
    major(mark("completed", paint), `${named(key)} is called back, by ${by.id}  ${result(key, value)}`),
  Told: ({ say }, voice) => {
    const done = mark("completed", voice.paint);
    if (say.say === "signed") return major(done, `answered by ${say.by.id}${ofSeveral(say.have, say.of)}`);
    if (say.say !== "answered") return minor(voice, messageWords(say));
    const all = ofSeveral(say.of, say.of);
    return major(done, `answered by ${say.by.id}${all}  ${voice.paint.dim(outline(say.value))}`);
  },
  Hooked: ({ key, hook, when, allows, because }, voice) => {
    const what = `${hook} ${allows ? "allows" : "denies"} ${voice.named(key)}${when === "after" ? "'s result" : ""}${reason(because)}`;
    return allows ? minor(voice, what) : warning(voice, what);
  },
  Deployed: ({ changed }, voice) => warning(voice, `continues with other code${reason(changed.join(", "))}`),
  Ordered: ({ by, order, why }, voice) =>
    warning(voice, `${by.id} orders ${orderWords(order, voice.named)}${reason(why)}`),
  Woke: (_, voice) => minor(voice, "woken by time"),
  Entered: ({ call, target }, voice) => minor(voice, `${voice.step(call)} enters ${shortName(target)}`),
  TimerSet: ({ id, due }, voice) => minor(voice, `timer ${id} until ${new Date(due).toISOString()}`),
  Awaited: ({ call, due }, voice) =>
    minor(
      voice,
      `${voice.step(call)} waits${due === undefined ? "" : ` until ${new Date(due).toISOString()}`}`,
    ),
  TimerCleared: ({ id }, voice) => minor(voice, `timer ${id} cleared`),
  Branched: ({ node, took }, voice) => minor(voice, took < 0 ? `${node}: nothing` : `${node}: ${took + 1}`),
  Settled: ({ call, status, failure, standing, recalled }, voice) => {
    if (recalled === true) return minor(voice, `${voice.step(call)} ${status} with a kept result`);
    if (status === "completed" || status === "skipped") return minor(voice, `${voice.step(call)} ${status}`);
    // It only goes on with a failure that was stated where it came about.
    if (status === "failed" && voice.isKnown(failure?.message, voice.step(call)))
      return minor(voice, `${voice.step(call)} ${status}`);
    const effect = standing === "none" ? "" : voice.paint.dim(` (effect ${standing})`);
    return major(
      mark(status, voice.paint),
      `${voice.step(call)} ${status}${reason(failure?.message)}${effect}`,
    );
  },
  Doubted: ({ key }, voice) =>
    question(voice, `${voice.named(key)} is in doubt: it is unknown whether it happened`),
  Overran: (event, voice) => warning(voice, `${voice.named(event.key)} used ${overrunWords(event)}`),
  Owed: ({ rule, call }, voice) => minor(voice, `${voice.rule(rule)} is owed after ${voice.step(call)}`),
  Paid: ({ rule }, voice) => minor(voice, `${voice.rule(rule)} is met`),
  Waived: ({ rule }, voice) => minor(voice, `${voice.rule(rule)} is waived`),
  Breached: ({ rule, call }, { paint, step, rule: words }) =>
    major(paint.wrong("!"), `${words(rule)} is breached: it is still owed after ${step(call)}`),
  Chose: ({ goal, plan, carried, because }, { paint }) => {
    const over = carried.map(({ node }) => node).join(", ");
    const taken = over === "" ? "" : `, which takes over ${over}`;
    const { name = `its plan ${plan + 1}`, passed } = choice(because);
    const others = passed.map((one) => `; ${one}`).join("");
    return major(paint.place("▸"), `${shortName(goal)} tries ${name}${taken}${others}`);
  },
  Switched: ({ goal }, voice) => minor(voice, `the next plan of ${shortName(goal)} begins`),
  Unwinding: ({ why }, voice) => {
    // The operator's word and a failure have been stated; whatever is compensated follows.
    if (typeof why !== "string" && ("order" in why || voice.isKnown(why.message)))
      return minor(voice, "unwinding begins");
    return major(voice.paint.wrong("↶"), `stops: ${typeof why === "string" ? why : why.message}`);
  },
  Closed: ({ status, failure, value }, { paint, outcome, isKnown }) => {
    const why = isKnown(failure?.message) ? "" : reason(failure?.message);
    return major(mark(status, paint), `run ${status}${why}  ${outcome(value)}`.trimEnd());
  },
};

type Overran = Extract<RunEvent, { t: "Overran" }>;

/** Used and declared amounts, only those that were reported: `$5 where $1 was declared`. */
function overrunWords({ declared, actual }: Pick<Overran, "declared" | "actual">): string {
  const of = <T>(used: T | undefined, most: T | undefined, written: (amount: T) => string): string[] =>
    used === undefined || most === undefined ? [] : [`${written(used)} where ${written(most)} was declared`];
  const tokens = (amount: number): string => `${amount.toLocaleString("en")} tokens`;
  return [
    ...of(actual.cost, declared.cost, formatMoney),
    ...of(actual.tokens, declared.tokens, tokens),
    ...of(actual.energy, declared.energy, formatEnergy),
  ].join(", ");
}

/** The journal's record of a goal's choice in words: the chosen plan, and why earlier ones were passed over. */
function choice(because: Json): { readonly name?: string; readonly passed: readonly string[] } {
  const { routine, passed } = fieldsOf(because);
  const others = Array.isArray(passed) ? passed.map(fieldsOf) : [];
  return {
    ...(typeof routine === "string" ? { name: shortName(routine) } : {}),
    passed: others.map((one) => `${shortName(String(one.routine))} is passed over: ${String(one.why)}`),
  };
}

function fieldsOf(value: Json): Readonly<Record<string, Json | undefined>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}

/** An operator's order and its step. The value of a resolved step is left out, because it may be personal. */
function orderWords(
  order: Extract<RunEvent, { t: "Ordered" }>["order"],
  named: (key: string) => string,
): string {
  switch (order.order) {
    case "cancel":
      return `cancel${order.undo ? "" : ", without undo"}${order.force === true ? ", by force" : ""}`;
    case "pause":
    case "unpause":
      return order.order;
    case "resolve": {
      const { as } = order;
      const how = as === "retry" ? "to be tried again" : "completed" in as ? "as completed" : "as failed";
      return `resolve of ${named(order.key)}, ${how}`;
    }
    case "retry":
    case "skip":
      return `${order.order} of ${named(order.key)}`;
  }
}

/** A line of a run's story, and the place in its journal that it tells of. */
interface StoryLine {
  readonly seq: number;
  readonly text: string;
}

/** The events of a simulated run, without minor ones. `since`: what the times count from; default: its start. */
export function storyOf(
  { events, file, started }: SimulatedRun,
  paint: Paint,
  since = started,
): readonly StoryLine[] {
  const describe = createEventWords(paint, file.plan, { stepName, maskedValue });
  return events.flatMap((event, seq) => {
    const { mark, text, minor } = describe(event);
    // A step that only stops with the rest is not the cause.
    if (minor || (event.t === "Settled" && event.status === "cancelled")) return [];
    return [{ seq, text: `${paint.dim(sinceStart(event.at - since))}  ${mark} ${text}` }];
  });
}

/** Runs that are shown of a story, and lines of each that is not the one in question. */
const runsShown = 3;
const besideMax = 5;

/** A place in a story: in the first run, or in so many further. */
interface StoryPlace {
  readonly run?: number;
  readonly at: number;
}

interface StoryFrame {
  readonly indent: string;
  /** Lines of a run. */
  readonly most: number;
  /** The place that the story explains. */
  readonly around?: StoryPlace | undefined;
}

/** The run; where it set off others, or they were set off beside it, each of a few with its own lines. */
export function writeStory(sink: Sink, first: SimulatedRun, { indent, most, around }: StoryFrame): void {
  const runs = [first, ...first.others];
  if (runs.length === 1) {
    const { started: since } = first;
    writeLines(sink, first, { indent, most, around: around?.at, since, isMarked: false });
    return;
  }
  const place = around === undefined ? undefined : (around.run ?? 0);
  const shown = runs.slice(0, runsShown).map((_, nth) => nth);
  if (place !== undefined && !shown.includes(place)) shown.splice(-1, 1, place);
  for (const nth of shown) {
    const run = runs[nth];
    if (run === undefined) continue;
    sink.line(`${indent}${sink.paint.strong(`run ${nth + 1} of ${runs.length}`)}`);
    const isMeant = place === nth;
    writeLines(sink, run, {
      indent: `${indent}  `,
      most: isMeant ? most : besideMax,
      around: isMeant ? around?.at : undefined,
      since: first.started,
      isMarked: true,
    });
  }
  const hidden = runs.length - shown.length;
  if (hidden > 0) sink.line(`${indent}${sink.paint.dim(`… ${counted(hidden, "run")} more`)}`);
}

/** So many lines of it: the last, since how it began is seldom why; or those around a place. */
function writeLines(
  sink: Sink,
  run: SimulatedRun,
  {
    indent,
    most,
    around,
    since,
    isMarked,
  }: {
    readonly indent: string;
    readonly most: number;
    readonly around: number | undefined;
    readonly since: number;
    /** The place is marked even if nothing is left out behind it. */
    readonly isMarked: boolean;
  },
): void {
  const lines = storyOf(run, sink.paint, since);
  const at = around === undefined ? -1 : lines.findLastIndex(({ seq }) => seq <= around);
  const last = at < 0 ? lines.length : Math.min(lines.length, Math.max(most, at + Math.ceil(most / 2)));
  const first = Math.max(0, last - most);
  if (first > 0) sink.line(`${indent}${sink.paint.dim(`… ${counted(first, "line")} before`)}`);
  lines.slice(first, last).forEach(({ text }, place) => {
    const here = first + place === at && (last < lines.length || isMarked) ? sink.paint.wrong("  ◀") : "";
    sink.line(`${indent}${text}${here}`);
  });
  if (last < lines.length)
    sink.line(`${indent}${sink.paint.dim(`… ${counted(lines.length - last, "line")} after`)}`);
}
