import type { Instant } from "@orchlang/kernel";
import type { ControlEvent, ControlInput } from "@orchlang/kernel/control";
import type { Priority } from "@orchlang/plan/nodes";
import type { Categories } from "../events/categories.ts";
import { type LimitsBySource, Pace, WaitingRoom } from "../events/flow-control.ts";
import { eventOf } from "../journal/chain.ts";
import { limits } from "../limits.ts";
import type { Ingested, IngressRecord, Refusal } from "../orchestrator-types.ts";
import { admittedMember } from "./admit-member.ts";
import {
  admittedRecord,
  eventNamed,
  type IngressRecordOf,
  qualified,
  sourceNamed,
  type UntimedInput,
} from "./admit-record.ts";
import { admittedRegistry, type LastSaid } from "./admit-registry.ts";
import { stopped } from "./answer.ts";
import { malformedRecord } from "./malformed.ts";
import type { Runs } from "./runs.ts";

/**
 * The ingress for records. A record that is invalid, too frequent, or finds the queue full is rejected and counted but not
 * journalled, so a flood costs nothing else.
 */
export class Ingress {
  readonly #runs: Runs;
  readonly #refused = new Map<string, number>();
  readonly #pace = new Pace();
  /** The limits of event categories, over all sources. */
  readonly #paceOfAll = new Pace();
  #categories: Categories = new Map();
  readonly #room = new WaitingRoom();
  /** Each registry's last statement. */
  readonly #registries = new Map<string, LastSaid>();

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** The numbers of refusals, by reason. */
  get refused(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#refused].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** The rate limits of sources. */
  set limits(limits: LimitsBySource) {
    this.#pace.limits = limits;
  }

  /** The rules of event categories. */
  set categories(categories: Categories) {
    this.#categories = categories;
    const paced = [...categories].flatMap(([name, { perSecond }]) =>
      perSecond === undefined ? [] : [[name, { perSecond }] as const],
    );
    this.#paceOfAll.limits = new Map(paced);
  }

  async ingest(record: IngressRecord | { readonly fault: string }): Promise<Ingested | Refusal> {
    if (isFault(record)) return this.#refuse({ refused: "shape", message: record.fault });
    const unlike = malformedRecord(record);
    if (unlike !== undefined) return this.#refuse(unlike);
    const now = this.#runs.world.clock.now();
    const admitted = (await this.#tooOften(record, now)) ?? this.#admitted(record, now);
    if ("refused" in admitted) return this.#refuse(admitted);
    const words = "length" in admitted.ok ? admitted.ok : [admitted.ok];
    const mayEnter = this.#room.enter(this.#urgencyOf(record));
    if (mayEnter !== true && !(await mayEnter))
      return this.#refuse({
        refused: "busy",
        message: `${limits.ingressWaitingMax} wait to be taken: try again.`,
      });
    const offered = words.map((word) => this.#runs.control.offer((at) => ({ ...word, at }) as ControlInput));
    const decided = await Promise.all(offered);
    this.#room.leave();
    if (decided.includes("stopped")) return stopped(this.#runs);
    // Its teller has nothing to do about it: what it said was taken, only not now.
    if (words.length > 0 && decided.every((events) => events.length === 0)) this.#count("repeated");
    const { notes = [] } = admitted;
    return notes.length > 0 ? { done: true, notes } : { done: true };
  }

  #refuse(refusal: Refusal): Refusal {
    this.#count(refusal.refused);
    return refusal;
  }

  #count(why: string): void {
    this.#refused.set(why, (this.#refused.get(why) ?? 0) + 1);
  }

  /** Events declare their urgency; a person's request goes before mere reports. */
  #urgencyOf(record: IngressRecord): Priority {
    if (record.kind === "withdrawal") return "critical";
    if (
      record.kind === "user" ||
      record.kind === "consent" ||
      record.kind === "request" ||
      record.kind === "pull"
    )
      return "high";
    if (record.kind !== "occurrence") return "normal";
    const { priority, category = "" } = eventNamed(this.#runs.control.state, record.event) ?? {};
    return priority ?? this.#categories.get(category)?.priority ?? "normal";
  }

  #admitted(
    record: IngressRecord,
    now: Instant,
  ): { readonly ok: UntimedInput | readonly UntimedInput[]; readonly notes?: readonly string[] } | Refusal {
    const { state } = this.#runs.control;
    if (record.kind === "member") {
      const { kind: _, ...word } = record;
      return admittedMember(state, word, now);
    }
    if (record.kind !== "registry") {
      const word = admittedRecord(state, record, now);
      if ("refused" in word || word.ok.t !== "Occurred" || record.kind !== "occurrence") return word;
      const { source } = this.#reporterOf(record);
      return this.#pace.isLimited(source) ? { ok: { ...word.ok, source } } : word;
    }
    const admitted = admittedRegistry(state, record, this.#registries.get(record.registry) ?? new Map(), now);
    if ("said" in admitted) this.#registries.set(record.registry, admitted.said);
    return admitted;
  }

  async #tooOften(record: IngressRecord, now: Instant): Promise<Refusal | undefined> {
    if (record.kind !== "occurrence") {
      const as = sourceOf(record);
      return this.#pace.refused(this.#knownAs(record, as), now, { as });
    }
    const { source, event } = this.#reporterOf(record);
    const { control } = this.#runs;
    const before = control.state.unquiet.get(`${source} ${event}`);
    const { note, ...refusal } = this.#pace.refused(source, now, { kind: event, before }) ?? {};
    if (note) await control.offer((at) => ({ t: "Debounced", at, source, event }));
    if ("refused" in refusal) return refusal;
    const category = this.#pacedCategory(event);
    return category === undefined ? undefined : this.#paceOfAll.refused(category, now);
  }

  /** The event's category, if that has a rate limit. */
  #pacedCategory(event: string): string | undefined {
    const { category } = eventNamed(this.#runs.control.state, event) ?? {};
    return category === undefined || this.#categories.get(category)?.perSecond === undefined
      ? undefined
      : category;
  }

  /** Reports of the last second before this process began count as if this process had received them. */
  async recall(): Promise<void> {
    for (const { source, event, at } of await recentReports(
      this.#runs,
      this.#runs.world.clock.now() - 1_000,
    )) {
      this.#pace.recall(source, at);
      const category = event === undefined ? undefined : this.#pacedCategory(event);
      if (category !== undefined) this.#paceOfAll.recall(category, at);
    }
  }

  /** The full name of a source, so that short forms count as the same one. */
  #knownAs(record: IngressRecord, name: string): string {
    const { state } = this.#runs.control;
    if (record.kind === "reading") return sourceNamed(state, name) ?? name;
    if (record.kind === "member") return qualified(name, state.pools.keys()) ?? name;
    if (record.kind === "pull") return qualified(name, state.laid.triggers.keys()) ?? name;
    return name;
  }

  #reporterOf(record: IngressRecordOf<"occurrence">): { readonly source: string; readonly event: string } {
    const { name = record.event, sources = [] } = eventNamed(this.#runs.control.state, record.event) ?? {};
    // Where it can come from one alone, nobody has to say which.
    const source = record.source ?? (sources.length === 1 ? sources[0] : undefined) ?? name;
    return { source, event: name };
  }
}

function sourceOf(record: IngressRecord): string {
  switch (record.kind) {
    case "reading":
      return record.name;
    case "occurrence":
      return record.source ?? record.event;
    case "member":
      return record.pool;
    case "registry":
      return record.registry;
    case "request":
      return record.path;
    case "pull":
      return record.trigger;
    case "user":
    case "consent":
    case "withdrawal":
      return record.user;
  }
}

function isFault(record: IngressRecord | { readonly fault: string }): record is { readonly fault: string } {
  return typeof record === "object" && record !== null && "fault" in record;
}

/** The sources that have reported in the last second, according to the journal. */

interface RecentReport {
  readonly at: Instant;
  readonly source: string;
  /** The event, if the report was an occurrence. */
  readonly event?: string;
}

/** Oldest first. At most the newest are read, so that no start is slow. */
async function recentReports({ store, control }: Runs, since: Instant): Promise<readonly RecentReport[]> {
  const { id, length } = control;
  for (let back = 256; ; back *= 4) {
    const from = Math.max(0, length - back);
    const reports: RecentReport[] = [];
    let isAll = from === 0 || back >= limits.recentReportsMax;
    for await (const record of store.read(id, from)) {
      const event = eventOf<ControlEvent>(record, store.sealer);
      if (event === undefined) continue;
      isAll ||= event.at <= since;
      if (!isAll) break;
      const source = reporterIn(event);
      if (source !== undefined && event.at > since) reports.push({ at: event.at, ...source });
    }
    if (isAll) return reports;
  }
}

/** By the name that its limit stands under. */
function reporterIn(event: ControlEvent): Omit<RecentReport, "at"> | undefined {
  switch (event.t) {
    case "Sensed":
      return { source: event.name };
    case "Occurred":
      return { source: event.source ?? event.event, event: event.event };
    case "Member":
      // A registry reports as a whole, and may have very many members.
      return event.registry === undefined ? { source: event.pool } : undefined;
    case "Called":
      return { source: event.path };
    case "Pulled":
      return { source: event.trigger };
    case "User":
    case "Consented":
    case "Withdrew":
      return { source: event.user };
    default:
      return undefined;
  }
}
