import type { Json, JsonObject, PlanFile, World } from "@orchlang/plan";
import {
  type ControlEntry,
  createOrchestrator,
  type MemoryDisk,
  memoryDisk,
  type News,
  type Orchestrator,
  openMemoryStore,
} from "@orchlang/runtime";
import { type Happening, stepName } from "@orchlang/simulator";
import type { Story } from "./story.ts";
import { VirtualTime, virtualWorkers, watched } from "./virtual.ts";
import { behaviourOf, type TwinWorld } from "./world.ts";

/** The story as the orchestrator plays it, with a clock, workers and a journal that are there for nothing else. */
export async function realStory(world: World, plans: readonly PlanFile[], twin: TwinWorld): Promise<Story> {
  const disk = memoryDisk();
  const time = new VirtualTime(twin.start);
  const orchestrator = await createOrchestrator({
    store: watched(openMemoryStore(disk), time),
    world: {
      clock: time.clock,
      random: { hex: (bytes) => (bytes === 8 ? seed : `${++ids}`.padStart(bytes * 2, "0")) },
      workers: virtualWorkers(twin, time),
    },
  });
  if ("fault" in orchestrator) throw new TypeError(orchestrator.message);
  try {
    const player = new Player(orchestrator, disk, twin, time);
    await player.begin(world, plans);
    await time.play(twin.start + twin.until);
  } finally {
    await orchestrator.close();
  }
  return storyOn(disk);
}

const seed = "0000000000000001";
let ids = 0;

class Player {
  readonly #orchestrator: Orchestrator;
  readonly #twin: TwinWorld;
  readonly #time: VirtualTime;
  readonly #disk: MemoryDisk;

  constructor(orchestrator: Orchestrator, disk: MemoryDisk, twin: TwinWorld, time: VirtualTime) {
    this.#orchestrator = orchestrator;
    this.#disk = disk;
    this.#twin = twin;
    this.#time = time;
  }

  async begin(world: World, plans: readonly PlanFile[]): Promise<void> {
    const user = { id: "somebody", roles: ["*"], consents: ["*"] };
    this.#orchestrator.listen(({ event }) => this.#decided(event));
    const armed = await this.#orchestrator.arm({ world, plans, root: "/", user });
    if ("refused" in armed) throw new TypeError([armed.message, ...(armed.details ?? [])].join(" "));
    for (const [name, value] of Object.entries(this.#twin.readings))
      await this.#hear({ tells: "reading", name, value });
    for (const happening of this.#twin.happenings)
      this.#time.come(happening.at, "the world", () => this.#happens(happening));
  }

  #hear(news: NewsWithoutId): Promise<unknown> {
    return this.#orchestrator.hear({ id: `news ${++ids}`, ...news } as News);
  }

  #happens(happening: Happening): void {
    if (happening.does === "occurs") {
      const { event, fields, twice, id = `news ${++ids}` } = happening;
      const news: News = { id, tells: "occurrence", event, fields };
      for (let times = twice ? 2 : 1; times > 0; times--) void this.#orchestrator.hear(news);
    } else if (happening.does === "senses") {
      const { signal: name, value } = happening;
      void this.#hear({ tells: "reading", name, ...(value === undefined ? {} : { value }) });
    } else if (happening.does === "loses") {
      this.#health(happening.pool, "lost");
      this.#time.come(happening.for ?? 0, "the world", () => this.#health(happening.pool, "ready"));
    }
  }

  #health(pool: string, health: "lost" | "ready"): void {
    const known = this.#orchestrator.around().pools.find(({ name }) => name === pool);
    const fields = { online: health === "ready" };
    const count = Object.values(known?.members ?? {}).reduce((sum, each) => sum + each, 0);
    const members = Array.from(
      { length: count },
      (_, before) => `${pool.slice(pool.lastIndexOf(".") + 1)}[${before + 1}]`,
    );
    for (const member of members) void this.#hear({ tells: "member", pool, member, fields, health });
  }

  /** People answer by themselves. */
  #decided(event: ControlEntry["event"]): void {
    if (event.t !== "Opened") return;
    const { stream, seq } = event.task;
    const question = this.#orchestrator.questions().find(({ ref }) => ref === `${stream}#${seq}`);
    if (question === undefined) return;
    const { run, call, role } = question;
    const key = keyAsked(this.#disk, event.task);
    const behaviour = behaviourOf(this.#twin, { capability: "m.ok", key, attempt: 1, timed: true });
    if (!("ok" in behaviour)) return;
    const by = { id: `${role.slice(role.lastIndexOf(".") + 1)}-1`, roles: [role], consents: [] };
    const value: Json = behaviour.ok;
    this.#time.come(behaviour.after ?? 0, "a person", () => {
      void this.#orchestrator.answer(run, stepName(call), value, by);
    });
  }
}

/** Of a task: the key of the call that a person is asked for. */
function keyAsked({ streams }: MemoryDisk, { stream, seq }: Ref): string {
  const body = streams.get(stream as StreamId)?.records[seq]?.body ?? "{}";
  const { ask } = JSON.parse(body) as { readonly ask?: { readonly task?: { readonly key?: string } } };
  return ask?.task?.key ?? "";
}

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
type NewsWithoutId = News extends infer One ? (One extends News ? Omit<One, "id"> : never) : never;
