import { DamagedJournal, type Entry, type Journal, type Orchestrator } from "@orchlang/runtime";
import type { EventLog } from "../event-log.ts";
import { exportRequest, type TraceSettings } from "./otlp.ts";
import { type Link, linkIn, linkTo, type Span, spansOf } from "./spans.ts";

interface TracerOptions {
  readonly orchestrator: Orchestrator;
  readonly journal: Journal;
  readonly events: EventLog;
  readonly version: string;
  /** How long to wait after each failure, ms; the last one for ever. */
  readonly delays: readonly number[];
}

/** Runs of which the trace was sent, and what was given up. */
interface TraceCounts {
  readonly exported: number;
  readonly failed: number;
  readonly dropped: number;
}

/** The note of how far was exported, and of the trace that a start was asked for in. */
const cursorNote = "server traces";
export const parentNote = "server traceparent";

/** Ended runs that wait to be sent; beyond it the oldest are dropped. */
const waitingMax = 10_000;
/** So many runs are sent together at most, and so many events of one run are read. */
const batchMax = 20;
const eventsMax = 20_000;
const timeoutMs = 10_000;
/** How many of control's newest events are looked through at the start. */
const lookedMax = 10_000;

interface Ended {
  readonly run: string;
  /** Its end, in control's journal. */
  readonly seq: number;
}

/**
 * Sends the trace of each run that has ended. After a restart it goes on behind the last note of how far it was; what is sent
 * twice has the same ids.
 */
export class Tracer {
  readonly #options: TracerOptions;
  readonly #unlisten: () => void;
  #waiting: Ended[] = [];
  #settings: TraceSettings | undefined;
  #headers: Readonly<Record<string, string>> = {};
  #timer: NodeJS.Timeout | undefined;
  #sending = false;
  #failures = 0;
  #isClosed = false;
  #counts = { exported: 0, failed: 0, dropped: 0 };

  constructor(options: TracerOptions) {
    this.#options = options;
    this.#unlisten = options.orchestrator.listen(({ seq, event }) => {
      if (event.t === "Heard" && event.ask.ask === "closed")
        this.#add({ run: runIn(event.from.stream), seq });
    });
  }

  get counts(): TraceCounts {
    return this.#counts;
  }

  /** Sends to there from now on. Undefined: nothing is sent. */
  async use(settings: TraceSettings | undefined, headers: Readonly<Record<string, string>>): Promise<void> {
    const isFirst = this.#settings === undefined;
    this.#settings = settings;
    this.#headers = headers;
    if (settings !== undefined && isFirst) await this.#recall();
    this.#work();
  }

  close(): void {
    this.#isClosed = true;
    this.#unlisten();
    clearTimeout(this.#timer);
  }

  /** Runs that ended before this process began, or before there was a place to send them to. */
  async #recall(): Promise<void> {
    const notes = this.#options.events
      .decisions()
      .flatMap(({ event }) =>
        event.t === "Noted" && event.about === cursorNote ? [Number(event.fields.upTo)] : [],
      );
    const upTo = notes.at(-1);
    if (upTo === undefined) return;
    const known = new Set(this.#waiting.map(({ seq }) => seq));
    const missed: Ended[] = [];
    for await (const { seq, event } of this.#options.journal.control(lookedMax))
      if (seq > upTo && !known.has(seq) && event.t === "Heard" && event.ask.ask === "closed")
        missed.push({ run: runIn(event.from.stream), seq });
    this.#waiting = [...missed, ...this.#waiting];
  }

  #add(ended: Ended): void {
    if (this.#settings === undefined) return;
    this.#waiting.push(ended);
    const over = this.#waiting.length - waitingMax;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#counts.dropped += over;
    }
    this.#work();
  }

  #work(): void {
    if (this.#sending || this.#isClosed || this.#settings === undefined || this.#waiting.length === 0) return;
    if (this.#timer !== undefined) return;
    this.#sending = true;
    void this.#batch(this.#settings).finally(() => {
      this.#sending = false;
      this.#work();
    });
  }

  async #batch(settings: TraceSettings): Promise<void> {
    const batch = this.#waiting.slice(0, batchMax);
    const spans: Span[] = [];
    for (const { run } of batch) spans.push(...(await this.#readable(run)));
    const isSent = await this.#posted(settings, spans);
    if (this.#isClosed) return;
    if (!isSent) {
      const { delays } = this.#options;
      this.#counts.failed += 1;
      const delay = delays[Math.min(this.#failures, delays.length - 1)] ?? 60_000;
      this.#failures += 1;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#work();
      }, delay);
      this.#timer.unref();
      return;
    }
    this.#failures = 0;
    this.#counts.exported += batch.length;
    const sent = new Set(batch);
    this.#waiting = this.#waiting.filter((one) => !sent.has(one));
    const upTo = Math.max(...batch.map(({ seq }) => seq));
    await this.#options.orchestrator.note(cursorNote, { upTo }, `${cursorNote} ${upTo}`);
  }

  /** A run whose events are not as they were written has no trace; `/runs` says that it is damaged. */
  async #readable(run: string): Promise<readonly Span[]> {
    try {
      return await this.#spansOf(run);
    } catch (error) {
      if (!(error instanceof DamagedJournal)) throw error;
      this.#counts.dropped += 1;
      return [];
    }
  }

  async #spansOf(run: string): Promise<readonly Span[]> {
    const { journal, events } = this.#options;
    const file = await journal.plan(run);
    if ("refused" in file) return [];
    const entries: Entry[] = [];
    for await (const entry of journal.events(run)) {
      entries.push(entry);
      if (entries.length > eventsMax) return [];
    }
    const links = linksOf(run, entries, events);
    return spansOf({ run, entry: file.plan.entry, plan: file.id, links }, entries);
  }

  async #posted({ url }: TraceSettings, spans: readonly Span[]): Promise<boolean> {
    if (spans.length === 0) return true;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...this.#headers, "content-type": "application/json" },
        body: JSON.stringify(exportRequest(spans, this.#options.version)),
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      // A collector that rejects these spans rejects them again: the ones behind them are not kept from it.
      if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        this.#counts.dropped += 1;
        return true;
      }
      return response.ok;
    } catch (error) {
      if (error instanceof Error) return false;
      throw error;
    }
  }
}

/** At most so many traces led to a run: an event may be fused of very many. */
const linksMax = 32;

/** The traces that led to a run, as far as the log has them. */
function linksOf(run: string, entries: readonly Entry[], events: EventLog): readonly Link[] {
  const first = entries[0]?.event;
  const asked = first?.t === "Started" && "request" in first.cause ? first.cause.request : "";
  // The request of a firing is the trigger's name and the id of its cause.
  const causes = new Set([asked.slice(asked.indexOf(" ") + 1)]);
  const links = new Map<string, Link>();
  const headers = new Map<unknown, string>();
  for (const { event } of events.decisions())
    if (event.t === "Noted" && event.about === parentNote)
      headers.set(event.fields.run ?? event.fields.event, String(event.fields.traceparent));
  const fused = new Map(
    events.all().flatMap(({ event }) => (event.t === "Fused" ? [[event.id, event.of] as const] : [])),
  );
  const add = (link: Link | undefined): void => {
    if (link !== undefined && links.size < linksMax) links.set(link.spanId, link);
  };
  add(linkIn(headers.get(run)));
  for (const cause of causes) {
    const emitter = /^run\/(?<run>[^#]+)#\d+$/u.exec(cause)?.groups?.run;
    add(emitter === undefined ? linkIn(headers.get(cause)) : linkTo(emitter));
    for (const { id } of fused.get(cause) ?? []) causes.add(id);
  }
  return [...links.values()];
}

function runIn(stream: string): string {
  return stream.slice("run/".length);
}

/** Headers in a text of JSON. Throws no error: what has another form gives none. */
export function headersIn(text: string | undefined): Readonly<Record<string, string>> {
  if (text === undefined || !/^\s*\{/u.test(text)) return {};
  try {
    const results = Object.entries(JSON.parse(text) as object);
    return Object.fromEntries(results.map(([name, value]) => [name, String(value)]));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
