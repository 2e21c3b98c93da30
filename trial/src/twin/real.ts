import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import { type IngressRecord, type MemoryDisk, memoryDisk, type Orchestrator } from "@orchlang/runtime";
import { type Happening, type Resolution, stepName } from "@orchlang/simulator";
import { type StoreFault, TwinProcess } from "./process.ts";
import { ShellLaws } from "./shell-laws.ts";
import type { Story } from "./story.ts";
import { VirtualTime } from "./virtual.ts";
import { behaviourOf, type RunId, type TwinWorld } from "./world.ts";

/** A fault of the nth call of the store, counted over all processes. */
export interface Crash {
  readonly nth: number;
  readonly fault: StoreFault;
}

/** How the store behaves. */
export interface StoreWorld {
  readonly crash?: Crash;
  /** How many appends it takes at once; left out: one. */
  readonly appendsMax?: number;
}

export interface RealStory extends Story {
  /** When processes died with an event in a journal. */
  readonly died: ReadonlySet<number>;
  /** The names of the store's calls, in order. */
  readonly operations: readonly string[];
  /** Laws of the shell that the story breaks: what it acknowledged, dispatched, kept and left undone. */
  readonly broken: readonly string[];
}

/** The story as the orchestrator plays it, with a clock, workers and a journal that are there for nothing else. */
export async function realStory(
  world: World,
  plans: readonly PlanFile[],
  twin: TwinWorld,
  store: StoreWorld = {},
): Promise<RealStory> {
  const disk = memoryDisk();
  const time = new VirtualTime(twin.start);
  const installation = new Installation(disk, time, { world, plans, twin, store });
  await installation.begin();
  await time.play(twin.start + twin.until);
  const broken = await installation.examine();
  await installation.close();
  const { died, operations } = installation;
  return { ...storyOn(disk), died, operations, broken };
}

interface Played {
  readonly world: World;
  readonly plans: readonly PlanFile[];
  readonly twin: TwinWorld;
  readonly store: StoreWorld;
}

const user = { id: "somebody", roles: ["*"], consents: ["*"] };
const seed = "0000000000000001";
let ids = 0;

/** Processes, one after another, on one disk; and the people and the world around, whom no death of a process stops. */
class Installation {
  readonly #disk: MemoryDisk;
  readonly #time: VirtualTime;
  readonly #played: Played;
  readonly #appended = new Map<string, number>();
  /** When processes died with an event in a journal. */
  readonly died = new Set<number>();
  readonly operations: string[] = [];
  readonly #shell = new ShellLaws();
  /** Nobody looks any more, and no process dies. */
  #isOver = false;
  #process: TwinProcess;
  #processes = 0;
  #current: Orchestrator | undefined;
  #fault: unknown;

  constructor(disk: MemoryDisk, time: VirtualTime, played: Played) {
    this.#disk = disk;
    this.#time = time;
    this.#played = played;
    this.#process = this.#next();
  }

  async begin(): Promise<void> {
    const { twin } = this.#played;
    await this.#started();
    for (const [name, value] of Object.entries(twin.readings)) this.#hearOf({ kind: "reading", name, value });
    for (const happening of twin.happenings)
      this.#time.come(happening.at, "the world", () => this.#happens(happening));
  }

  async close(): Promise<void> {
    await this.#current?.close();
    if (this.#fault !== undefined) throw this.#fault;
  }

  #next(): TwinProcess {
    this.#processes += 1;
    return new TwinProcess(`process-${this.#processes}`, this.#disk, this.#time, this.#played.twin, {
      appended: (stream, event) => this.#isAppended(stream, event),
      killed: () => this.#kill(),
      appendsMax: this.#played.store.appendsMax ?? 1,
      called: (operation) => this.#called(operation),
      dispatched: (job) => this.#shell.dispatched(job),
    });
  }

  #called(operation: string): StoreFault | undefined {
    if (this.#isOver) return undefined;
    this.operations.push(operation);
    const { crash } = this.#played.store;
    return crash?.nth === this.operations.length ? crash.fault : undefined;
  }

  /** As `orch up` does: what is armed counts before anything goes on. */
  async #start(): Promise<void> {
    const { world, plans } = this.#played;
    const process = this.#process;
    const orchestrator = await process.begin((bytes) =>
      bytes === 8 ? seed : `${++ids}`.padStart(bytes * 2, "0"),
    );
    this.#current = orchestrator;
    const armed = await orchestrator.arm({ world, plans, root: "/", user });
    if ("refused" in armed) throw new TypeError([armed.message, ...(armed.details ?? [])].join(" "));
    const resumed = await orchestrator.resume();
    if ("refused" in resumed) throw new TypeError(resumed.message);
  }

  /** Nobody waits for a process that dies while it begins. */
  #started(): Promise<void> {
    const { died } = this.#process;
    return this.#time.during(Promise.race([this.#start(), died]));
  }

  #kill(): void {
    if (this.#process.isDead) return;
    this.#process.kill();
    this.#current = undefined;
    this.#process = this.#next();
    this.#started().catch((fault: unknown) => {
      this.#fault = fault;
    });
  }

  /** The laws that are broken when nothing more comes. */
  async examine(): Promise<readonly string[]> {
    this.#isOver = true;
    return this.#shell.broken(this.#disk, this.#current, this.#time);
  }

  #isAppended(stream: string, event: JsonObject): boolean {
    this.#shell.appended(event);
    const kind = String(event.t);
    const nth = (this.#appended.get(kind) ?? 0) + 1;
    this.#appended.set(kind, nth);
    if (stream === "control/main" && kind === "Opened") this.#asked(event.task as unknown as Ref);
    const dies = this.#played.twin.deathsAt.some((death) => death.event === kind && death.nth === nth);
    if (dies) this.died.add(this.#time.now);
    return dies;
  }

  #hear(record: IngressRecord): void {
    const reply = this.#current?.ingest(record);
    if (reply !== undefined)
      void this.#shell.acknowledged(`${record.kind} ${record.id}`, "control/main", reply, () => record.id);
  }

  /** A record under an id of its own. */
  #hearOf(record: RecordWithoutId): void {
    this.#hear({ id: `news ${++ids}`, ...record } as IngressRecord);
  }

  #happens(happening: Happening): void {
    switch (happening.does) {
      case "occurs": {
        const { event, fields, twice, id = `news ${++ids}` } = happening;
        const record: IngressRecord = { id, kind: "occurrence", event, fields };
        for (let times = twice ? 2 : 1; times > 0; times--) this.#hear(record);
        return;
      }
      case "senses": {
        const { signal: name, value } = happening;
        this.#hearOf({ kind: "reading", name, ...(value === undefined ? {} : { value }) });
        return;
      }
      case "loses":
        this.#health(happening.pool, "lost");
        this.#time.come(happening.for ?? 0, "the world", () => this.#health(happening.pool, "ready"));
        return;
      case "withdraws":
        this.#hearOf({ kind: "withdrawal", user: user.id, scope: happening.scope });
        return;
      case "crashes":
        this.#kill();
        return;
      case "asks":
        this.#asksFor(happening);
        return;
      case "calls": {
        const { path, request, id = `news ${++ids}` } = happening;
        this.#hear({ id, kind: "request", path, request } as IngressRecord);
        return;
      }
      case "orders":
        if (happening.run !== undefined) this.#order(happening.run, undefined, happening.order);
        return;
      case "resolves":
        if (happening.run !== undefined && "node" in happening.step)
          this.#order(happening.run, happening.step.node, { order: "resolve", as: happening.as });
        return;
      default:
        throw new TypeError(`no twin plays that the world ${happening.does}`);
    }
  }

  #asksFor({ request, entry, input }: Extract<Happening, { does: "asks" }>): void {
    const plan = this.#played.plans.find((file) => file.plan.entry === entry);
    if (plan === undefined) return;
    const reply = this.#current?.start({ plan, input, request, user, root: "/" });
    if (reply !== undefined)
      void this.#shell.acknowledged("a request", "control/main", reply, (said) =>
        "run" in said ? String(said.run) : "",
      );
  }

  #order(run: RunId, step: string | undefined, order: Order): void {
    const detail =
      order.order === "cancel" ? { undo: order.undo } : order.order === "resolve" ? order.as : {};
    const id = `order ${++ids}`;
    const reply = this.#current?.order(run, step, order.order, detail, "the scenario says so", user, id);
    if (reply !== undefined) void this.#shell.acknowledged(order.order, `run/${run}`, reply, () => id);
  }

  #health(pool: string, health: "lost" | "ready"): void {
    const known = this.#current?.around().pools.find(({ name }) => name === pool);
    const fields = { online: health === "ready" };
    const count = Object.values(known?.members ?? {}).reduce((sum, each) => sum + each, 0);
    const members = Array.from(
      { length: count },
      (_, before) => `${pool.slice(pool.lastIndexOf(".") + 1)}[${before + 1}]`,
    );
    for (const member of members) this.#hearOf({ kind: "member", pool, member, fields, health });
  }

  /** People answer by themselves. */
  #asked({ stream, seq }: Ref): void {
    const asked = askedIn(this.#disk, { stream, seq });
    const run = stream.slice("run/".length) as RunId;
    if (asked === undefined) return;
    const answer = (by: string, role: string, value: Json, after: number): void => {
      const person = { id: by, roles: [role], consents: [] };
      this.#time.come(after, "a person", () => {
        const id = `answer ${++ids}`;
        const reply = this.#current?.answer(run, asked.step, value, person, id);
        if (reply !== undefined) void this.#shell.acknowledged("an answer", "control/main", reply, () => id);
      });
    };
    const name = asked.role.slice(asked.role.lastIndexOf(".") + 1);
    if (asked.capability === undefined) {
      answer(`${name}-1`, asked.role, { granted: true }, 60_000);
      return;
    }
    const { capability, key, count, first } = asked;
    const behaviour = behaviourOf(this.#played.twin, {
      capability,
      key,
      attempt: 1,
      dispatch: 1,
      timed: true,
    });
    if (!("ok" in behaviour)) return;
    const results = [behaviour, ...(behaviour.others ?? [])].slice(0, count);
    for (const [nth, { ok, after = 0 }] of results.entries())
      answer(`${name}-${nth + first}`, asked.role, ok, after);
    if (behaviour.meanwhile === undefined) return;
    this.#time.come(Math.floor((behaviour.after ?? 2) / 2), "a person", () => this.#kill());
  }
}

type Order =
  | Extract<Happening, { does: "orders" }>["order"]
  | { readonly order: "resolve"; readonly as: Resolution };

interface Asked {
  readonly step: string;
  readonly role: string;
  /** Left out: whether a step may go ahead is asked. */
  readonly capability?: string;
  readonly key: string;
  readonly count: number;
  /** The number of the first person who may answer. */
  readonly first: number;
}

/** The question that an event of a run asks a person. */
function askedIn({ streams }: MemoryDisk, { stream, seq }: Ref): Asked | undefined {
  const body = streams.get(stream as StreamId)?.records[seq]?.body ?? "{}";
  const { ask } = JSON.parse(body) as { readonly ask?: Ask };
  if (ask?.ask === "task") {
    const { call, role, capability, key, count } = ask.task;
    return {
      step: stepName(call),
      role,
      capability,
      key,
      count,
      first: ask.task.where === undefined ? 1 : 2,
    };
  }
  const [first] = ask?.approvals ?? [];
  if (ask?.ask !== "gate" || first === undefined) return undefined;
  return { step: stepName(ask.call), role: first.role, key: ask.key, count: 1, first: 1 };
}

type Call = Parameters<typeof stepName>[0];
type Ask =
  | {
      readonly ask: "task";
      readonly task: {
        readonly call: Call;
        readonly role: string;
        readonly capability: string;
        readonly key: string;
        readonly count: number;
        readonly where?: unknown;
      };
      readonly approvals?: undefined;
    }
  | {
      readonly ask: "gate";
      readonly call: Call;
      readonly key: string;
      readonly approvals?: readonly { readonly role: string }[];
    };

function storyOn({ streams }: MemoryDisk): Story {
  const runs = new Map<string, readonly JsonObject[]>();
  let control: readonly JsonObject[] = [];
  for (const [stream, { records }] of streams) {
    const events = records.map(({ body }) => JSON.parse(body) as JsonObject);
    if (stream.startsWith("run/")) runs.set(stream.slice("run/".length), events);
    else control = events;
  }
  return { runs, control };
}

type StreamId = Parameters<MemoryDisk["streams"]["get"]>[0];
type Ref = { readonly stream: string; readonly seq: number };
type RecordWithoutId = IngressRecord extends infer One
  ? One extends IngressRecord
    ? Omit<One, "id">
    : never
  : never;
