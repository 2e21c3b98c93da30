import type { Json } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RemoteWorkers, type Session } from "../../../src/workers/remote/desk.ts";
import type { MemberWord, Standing } from "../../../src/workers/remote/known.ts";
import type { Flight, ToWorker } from "../../../src/workers/remote/messages.ts";
import type { Clock, Job, JobResult } from "../../../src/world/world.ts";
import { job, place } from "../places.ts";

/*
 * Leases and fencing against an oracle that knows only what went over the connections: which of them is whose, what each
 * was given, and when each was heard of last.
 */

const lease = 1_000;

/** Time that passes as the test says. */
class Time implements Clock {
  at = 1;
  readonly #due = new Map<object, { readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.at;
  }

  wake(at: number, call: () => void): () => void {
    const key = {};
    this.#due.set(key, { at, call });
    return () => this.#due.delete(key);
  }

  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const next = [...this.#due].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (next === undefined) break;
      this.#due.delete(next[0]);
      this.at = Math.max(this.at, next[1].at);
      next[1].call();
    }
    this.at = end;
  }
}

interface Connection {
  readonly worker: string;
  readonly session: Session;
  /** Flights that it was given and that nobody has withdrawn. */
  readonly has: Set<string>;
  isOpen: boolean;
  heard: number;
}

type Act =
  | { readonly do: "start"; readonly worker: number; readonly resumed: boolean }
  | { readonly do: "again"; readonly nth: number }
  | { readonly do: "abort"; readonly nth: number }
  | {
      readonly do: "connect";
      readonly worker: number;
      readonly fresh: boolean;
      readonly under: readonly number[];
    }
  | { readonly do: "cut"; readonly nth: number }
  | { readonly do: "beat"; readonly nth: number }
  | { readonly do: "result"; readonly nth: number; readonly flight: number; readonly dispatch: number }
  | { readonly do: "stand"; readonly worker: number; readonly standing: Standing }
  | { readonly do: "pass"; readonly ms: number };

const small = fc.nat({ max: 5 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("start" as const),
      worker: fc.nat({ max: 1 }),
      resumed: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant("again" as const), nth: small }),
  fc.record({ do: fc.constant("abort" as const), nth: small }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("connect" as const),
      worker: fc.nat({ max: 1 }),
      fresh: fc.boolean(),
      under: fc.array(small, { maxLength: 3 }),
    }),
  },
  fc.record({ do: fc.constant("cut" as const), nth: small }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("beat" as const), nth: small }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("result" as const),
      nth: small,
      flight: small,
      dispatch: fc.constantFrom(0, 0, 0, 0, 1, -1),
    }),
  },
  fc.record({
    do: fc.constant("stand" as const),
    worker: fc.nat({ max: 1 }),
    standing: fc.constantFrom("open" as const, "open" as const, "quarantined" as const, "draining" as const),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 400, 999, 1_000, 1_001),
    }),
  },
);

class World {
  readonly time = new Time();
  readonly desk = new RemoteWorkers({ pools: ["gpu"], leaseMs: lease, clock: this.time });
  readonly connections: Connection[] = [];
  readonly jobs: Job[] = [];
  readonly results = new Map<Job, JobResult>();
  readonly told: MemberWord[] = [];
  readonly #processes = [0, 0];

  constructor() {
    const code = { it: { ...place("well#greet"), code: "c" } };
    this.desk.equip(code);
    void this.desk.use(
      {
        unfit: () => undefined,
        tell: (words) => {
          this.told.push(...words);
          return Promise.resolve();
        },
        isHeld: () => true,
        quarantined: (worker) => this.standings.set(worker, "quarantined"),
        refusedLate: () => undefined,
      },
      [],
    );
  }

  start(one: Job): void {
    this.jobs.push(one);
    this.desk.start([one], (done, result) => {
      expect(done).toBe(one);
      expect(this.results.has(one)).toBe(false);
      this.results.set(one, result);
      if ("lost" in result && !this.isAborted.has(one)) this.#lostAfterMembers(one);
    });
  }

  readonly isAborted = new Set<Job>();
  readonly standings = new Map<string, Standing>();
  readonly #handed = new Map<string, string>();

  /** A hand-over may have been acted on: it is repeated to the same process alone, and never from before a restart. */
  #handedOver(flight: string, process: string): void {
    expect(this.#handed.get(flight) ?? process).toBe(process);
    this.#handed.set(flight, process);
    expect(this.jobs.find((one) => nameOf(one) === flight)?.resumed).toBeUndefined();
  }

  /** The loss of a worker is reported before that of its jobs: the kernel gives them to others by that. */
  #lostAfterMembers(one: Job): void {
    const [held] = one.held ?? [];
    const name = held?.id.split("/")[0] ?? "";
    const last = this.told.findLast(({ member }) => member === held?.id);
    const connection = this.connections.findLast((known) => known.worker === name);
    // It came back and does not have it; or the journal has its member as usable no more.
    const isBack = connection?.isOpen === true;
    if (connection !== undefined && !isBack) expect(["lost", "maintenance"]).toContain(last?.health);
  }

  connect(worker: number, fresh: boolean, under: readonly Flight[]): void {
    const name = `w${worker}`;
    if (fresh) this.#processes[worker] = (this.#processes[worker] ?? 0) + 1;
    const process = `${name} ${this.#processes[worker]}`;
    const has = new Set<string>();
    const connection: { -readonly [K in keyof Connection]: Connection[K] } = {
      worker: name,
      has,
      isOpen: true,
      heard: this.time.at,
      session: undefined as unknown as Session,
    };
    connection.session = this.desk.connect(
      {
        send: (text) => {
          const said = JSON.parse(text) as ToWorker;
          if (said.says === "job") {
            has.add(nameOf(said.job));
            this.#handedOver(nameOf(said.job), process);
          } else if (said.says === "keep") has.add(nameOf(said));
          else if (said.says === "drop") has.delete(nameOf(said));
        },
        close: () => {
          connection.isOpen = false;
        },
      },
      { token: name, clearance: "internal", pools: ["gpu"] },
    );
    for (const other of this.connections) if (other.worker === name) other.isOpen = false;
    this.connections.push(connection);
    const offers = [{ pool: "gpu", capacity: 1, fields: {} }];
    this.say(connection, {
      says: "hello",
      protocol: 1,
      worker: name,
      process,
      offers,
      code: { it: "c" },
      under,
      version: "1",
    });
  }

  say({ session }: Connection, message: object): void {
    session.receive(JSON.stringify(message));
  }

  get completed(): number {
    return [...this.results.values()].filter((one) => "outcome" in one && "ok" in one.outcome).length;
  }

  isLive(one: Connection): boolean {
    return one.isOpen && this.time.at < one.heard + lease;
  }
}

function nameOf({ key, attempt, dispatch }: Flight): string {
  return `${key}/${attempt}/${dispatch}`;
}

const ok: Json = { outcome: { ok: { text: "done" } }, spent: {} };

async function play(acts: readonly Act[]): Promise<World> {
  const world = new World();
  const { desk, time, jobs, connections } = world;
  for (const one of acts) {
    switch (one.do) {
      case "start": {
        const held = [{ pool: "shop.gpu", id: `w${one.worker}/1`, fence: 1 }];
        world.start(job("it", {}, { held, ...(one.resumed ? { resumed: true } : {}) }));
        break;
      }
      case "again": {
        // The kernel dispatches again what was lost.
        const before = jobs[one.nth];
        const result = before === undefined ? undefined : world.results.get(before);
        const isLast = jobs.findLast(({ key }) => key === before?.key) === before;
        if (before !== undefined && result !== undefined && "lost" in result && isLast) {
          const { resumed: _, ...again } = before;
          world.start({ ...again, dispatch: before.dispatch + 1 });
        }
        break;
      }
      case "abort": {
        const stopped = jobs[one.nth];
        if (stopped !== undefined) world.isAborted.add(stopped);
        if (stopped !== undefined) desk.abort(stopped.key, stopped.attempt);
        break;
      }
      case "connect":
        world.connect(one.worker, one.fresh, one.under.flatMap((nth) => jobs[nth] ?? []).map(flightOf));
        break;
      case "cut": {
        const cut = connections[one.nth];
        if (cut?.isOpen === true) {
          cut.isOpen = false;
          cut.session.closed();
        }
        break;
      }
      case "beat": {
        const beating = connections[one.nth];
        if (beating === undefined) break;
        if (world.isLive(beating)) beating.heard = time.at;
        world.say(beating, { says: "beat", n: 1 });
        break;
      }
      case "result": {
        const sender = connections[one.nth];
        const about = jobs[one.flight];
        if (sender === undefined || about === undefined) break;
        const flight = { ...flightOf(about), dispatch: Math.max(0, about.dispatch + one.dispatch) };
        const meant = jobs.find((known) => nameOf(known) === nameOf(flight));
        const isOpen = meant !== undefined && !world.results.has(meant);
        const isBelieved = world.standings.get(sender.worker) !== "quarantined";
        const mayCount = world.isLive(sender) && isBelieved && sender.has.has(nameOf(flight)) && isOpen;
        const before = world.completed;
        if (world.isLive(sender)) sender.heard = time.at;
        world.say(sender, { says: "result", ...flight, result: ok });
        expect(world.completed - before).toBe(mayCount ? 1 : 0);
        sender.has.delete(nameOf(flight));
        break;
      }
      case "stand":
        world.standings.set(`w${one.worker}`, one.standing);
        desk.stand(`w${one.worker}`, one.standing, "why");
        break;
      case "pass":
        time.pass(one.ms);
        break;
      default:
        one satisfies never;
    }
    await new Promise<void>((resolve) => void setImmediate(resolve));
    for (const flight of jobs)
      expect(connections.filter((c) => c.isOpen && c.has.has(nameOf(flight))).length).toBeLessThan(2);
  }
  return world;
}

function flightOf({ key, attempt, dispatch }: Flight): Flight {
  return { key, attempt, dispatch };
}

test("a result counts exactly if its lease and its fencing token do, and each job is reported once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 30 }), async (acts) => {
      const world = await play(acts);
      // Once everybody has been silent for long enough, no job is left open.
      for (let nth = 0; nth < 4; nth += 1) {
        world.time.pass(lease + 1);
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
      expect(world.jobs.filter((one) => !world.results.has(one))).toEqual([]);
    }),
    { numRuns: 2500 },
  );
});

test("a worker that goes on with what it was asked to stop is not waited for", () => {
  const world = new World();
  world.connect(0, false, []);
  const one = job("it", {}, { held: [{ pool: "gpu", id: "w0/1", fence: 1 }] });
  world.start(one);
  world.desk.abort(one.key, one.attempt);
  const [connection] = world.connections;
  for (let nth = 0; nth < 4 && connection !== undefined; nth += 1) {
    world.time.pass(lease / 2);
    world.isAborted.add(one);
    world.say(connection, { says: "beat", n: nth });
  }
  expect(connection?.isOpen).toBe(true);
  expect(world.results.get(one)).toEqual({ lost: "worker" });
});

test("a quarantined worker loses its jobs, and its results count for nothing", async () => {
  const world = new World();
  world.connect(0, false, []);
  const one = job("it", {}, { held: [{ pool: "gpu", id: "w0/1", fence: 1 }] });
  world.start(one);
  world.desk.stand("w0", "quarantined", "smells");
  const [connection] = world.connections;
  if (connection !== undefined) world.say(connection, { says: "result", ...flightOf(one), result: ok });
  await new Promise<void>((resolve) => void setImmediate(resolve));
  expect(world.results.get(one)).toEqual({ lost: "worker" });
  expect(world.told.at(-1)).toMatchObject({ member: "w0/1", health: "maintenance", why: "smells" });
});

test("ten jobs in a row that fail by no declared name quarantine a worker; one that ends well counts anew", () => {
  const world = new World();
  world.connect(0, false, []);
  const [connection] = world.connections;
  const end = (result: Json): void => {
    const one = job("it", {}, { held: [{ pool: "gpu", id: "w0/1", fence: 1 }] });
    world.start(one);
    if (connection !== undefined) world.say(connection, { says: "result", ...flightOf(one), result });
  };
  const failure = { class: "permanent", name: "permanent", message: "no" };
  const failed: Json = { outcome: { failure, reach: "reached" }, spent: {} };
  for (const result of [...Array<Json>(9).fill(failed), ok, ...Array<Json>(9).fill(failed)]) end(result);
  expect(world.standings.get("w0")).toBeUndefined();
  end(failed);
  expect(world.standings.get("w0")).toBe("quarantined");
});
