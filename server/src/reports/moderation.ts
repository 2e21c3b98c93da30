import type { ControlEvent, Entry, RunDetail } from "@orchlang/runtime";

/* Denials of rules and decisions of people: a fold over the journal, so the same journal gives the same report. */

/** A rule of a policy or guardrail, by what it came to when it was asked. */
interface RuleFindings {
  readonly rule: string;
  readonly asked: number;
  readonly denied: number;
  readonly deferred: number;
  /** Warnings: it held, and had something to say. */
  readonly warned: number;
}

/** Questions to people of a role, to let something begin (`approval`) or by a step of a plan (`task`). */
interface Decisions {
  readonly kind: "approval" | "task";
  readonly role: string;
  readonly asked: number;
  readonly granted: number;
  readonly refused: number;
  /** Nobody has answered in time, or it was no longer wanted. */
  readonly unanswered: number;
  readonly open: number;
  /** From question to answer, ms. */
  readonly median?: number;
}

/** Consents of users, by the permission. */
interface Consents {
  readonly scope: string;
  readonly given: number;
  readonly withdrawn: number;
  readonly lapsed: number;
  /** Attempts that were broken off because it was withdrawn or had lapsed. */
  readonly stopped: number;
}

/** A person's order about a run that goes against its plan. */
interface Overrides {
  readonly order: string;
  readonly count: number;
}

export interface ModerationReport {
  readonly rules: readonly RuleFindings[];
  readonly decisions: readonly Decisions[];
  readonly consents: readonly Consents[];
  readonly overrides: readonly Overrides[];
}

type Counted<T> = { -readonly [K in keyof T]: T[K] };
type Question = { readonly kind: Decisions["kind"]; readonly role: string; readonly at: number };

/** Orders that change the course of a run. */
const overriding: ReadonlySet<string> = new Set(["skip", "resolve", "cancel", "retry"]);

/** Collects denials and decisions. Runs are those that began in the time; events of control those that came in it. */
export class Moderation {
  readonly #rules = new Map<string, Counted<RuleFindings>>();
  readonly #decisions = new Map<string, Counted<Decisions> & { times: number[] }>();
  readonly #consents = new Map<string, Counted<Consents>>();
  readonly #overrides = new Map<string, number>();

  /** A run, with its events in order. `nameOf`: a rule by the id of its check. */
  take(
    { run, ended }: Pick<RunDetail, "run" | "ended">,
    nameOf: (check: string) => string,
    events: readonly Entry[],
  ): void {
    const open = new Map<number, Question>();
    const scopes = new Map<string, readonly string[]>();
    for (const { seq, event } of events) {
      this.#judge(event, nameOf);
      if (event.t === "Asked") {
        const { ask } = event;
        if (ask.ask === "gate") scopes.set(ask.key, ask.scopes);
        const question = questionOf(ask, event.at);
        if (question !== undefined) open.set(seq, question);
      } else if (event.t === "Told" && "ref" in event.say && event.say.ref.stream === `run/${run}`)
        this.#told(open, event);
      else if (event.t === "Aborted" && event.why === "revoked")
        for (const scope of scopes.get(event.key) ?? []) this.#consent(scope).stopped += 1;
      else if (event.t === "Ordered" && overriding.has(event.order.order))
        this.#overrides.set(event.order.order, (this.#overrides.get(event.order.order) ?? 0) + 1);
    }
    for (const question of open.values())
      this.#count(question)[ended === undefined ? "open" : "unanswered"] += 1;
  }

  control(event: ControlEvent): void {
    if (event.t === "Consented") this.#consent(event.scope).given += 1;
    else if (event.t === "Withdrew") this.#consent(event.scope).withdrawn += 1;
    else if (event.t === "Lapsed") this.#consent(event.scope).lapsed += 1;
  }

  /** Those that held back most come first. */
  report(): ModerationReport {
    const byName = (one: string, other: string): number => (one < other ? -1 : 1);
    return {
      rules: [...this.#rules.values()].sort(
        (one, other) => other.denied - one.denied || other.asked - one.asked || byName(one.rule, other.rule),
      ),
      decisions: [...this.#decisions.values()]
        .map(({ times, ...one }) => {
          const median = times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)];
          return median === undefined ? one : { ...one, median };
        })
        .sort((one, other) => other.asked - one.asked || byName(one.role, other.role)),
      consents: [...this.#consents.values()].sort((one, other) => byName(one.scope, other.scope)),
      overrides: [...this.#overrides]
        .map(([order, count]) => ({ order, count }))
        .sort((one, other) => byName(one.order, other.order)),
    };
  }

  #judge(event: Entry["event"], nameOf: (check: string) => string): void {
    if (event.t === "Deferred") for (const { check } of event.by) this.#rule(nameOf(check)).deferred += 1;
    for (const { check, holds, because } of "checks" in event ? (event.checks ?? []) : []) {
      const rule = this.#rule(nameOf(check));
      rule.asked += 1;
      if (holds !== true) rule.denied += 1;
      else if (because !== undefined) rule.warned += 1;
    }
  }

  #told(open: Map<number, Question>, event: Extract<Entry["event"], { t: "Told" }>): void {
    const { say, at } = event;
    if (!("ref" in say)) return;
    const question = open.get(say.ref.seq);
    if (question === undefined || !["answered", "granted", "refused"].includes(say.say)) return;
    open.delete(say.ref.seq);
    const count = this.#count(question);
    if (say.say === "refused" && !say.why.endsWith("did not agree")) {
      count.unanswered += 1;
      return;
    }
    const isNo = say.say === "refused" || (say.say === "answered" && refuses(say.value));
    count[isNo ? "refused" : "granted"] += 1;
    count.times.push(at - question.at);
  }

  #rule(rule: string): Counted<RuleFindings> {
    return entry(this.#rules, rule, () => ({ rule, asked: 0, denied: 0, deferred: 0, warned: 0 }));
  }

  /** One more question. */
  #count({ kind, role }: Question): Counted<Decisions> & { times: number[] } {
    const none = { asked: 0, granted: 0, refused: 0, unanswered: 0, open: 0 };
    const one = entry(this.#decisions, `${kind} ${role}`, () => ({ kind, role, ...none, times: [] }));
    one.asked += 1;
    return one;
  }

  #consent(scope: string): Counted<Consents> {
    return entry(this.#consents, scope, () => ({ scope, given: 0, withdrawn: 0, lapsed: 0, stopped: 0 }));
  }
}

function questionOf(ask: Extract<Entry["event"], { t: "Asked" }>["ask"], at: number): Question | undefined {
  if (ask.ask === "task") return { kind: "task", role: ask.task.role, at };
  const approval = ask.ask === "gate" && ask.watch !== true ? ask.approvals?.[0] : undefined;
  return approval === undefined ? undefined : { kind: "approval", role: approval.role, at };
}

function refuses(value: unknown): boolean {
  return typeof value === "object" && value !== null && "granted" in value && value.granted === false;
}

function entry<T>(among: Map<string, T>, key: string, make: () => T): T {
  const known = among.get(key) ?? make();
  among.set(key, known);
  return known;
}
