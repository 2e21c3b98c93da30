/** Whichever write a process ends at, a run of everything that a plan can do is gone on with, and done once. */
import { readFileSync } from "node:fs";
import { compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import {
  type ControlEvent,
  createOrchestrator,
  localWorld,
  type MemoryDisk,
  memoryDisk,
  openMemoryStore,
  readJournal,
  type Store,
} from "@orchlang/runtime";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, test } from "vitest";
import { carriedThrough, type Through } from "./carried.ts";
import { type City, openCity } from "./city.ts";

const text = readFileSync(new URL("./everything.orch", import.meta.url), "utf8");

function compiled(address: string): PlanFile {
  const path = "everything.orch";
  const program = text.replace("http://127.0.0.1:8080", address);
  const result = compile(
    { files: [path], root: "." },
    {
      read: (asked) =>
        asked === path ? { text: program } : { fault: "missing", message: "it is not there" },
      list: () => [],
      standard: standardModule,
      standardModules,
    },
  );
  expect(result.diagnostics).toEqual([]);
  const plan = result.plan("everything.main");
  if (plan === undefined) throw new Error("there is a plan `main`");
  return plan;
}

/** A store whose process ends at its `at`-th write: before that is durable, or right after, with no word of it. */
function ending(disk: MemoryDisk, at: number, durable: boolean) {
  const inner = openMemoryStore(disk);
  const ended = Promise.withResolvers<"ended">();
  let writes = 0;
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    writes += 1;
    if (writes < at) return await work();
    if (writes === at && durable) await work();
    ended.resolve("ended");
    return await new Promise<never>(() => {});
  };
  const store: Store = {
    ...inner,
    append: (turn) => write(() => inner.append(turn)),
    put: (id, document) => write(() => inner.put(id, document)),
  };
  return { store, ended: ended.promise };
}

async function begun(store: Store, city: City) {
  const { capabilities, die } = city.process();
  const world = localWorld({ threads: 1, output: () => undefined });
  const orch = await createOrchestrator({ store, world, capabilities });
  if ("fault" in orch) throw new Error(orch.message);
  return {
    orch,
    /** Its functions die with it; the orchestrator itself is left where it hangs. */
    kill: async () => {
      die();
      await world.workers.close();
    },
  };
}

/** What is left of it all, however it came about. */
function standing({ effects }: City): readonly string[] {
  return effects
    .filter(({ undone }) => !undone)
    .map(({ id }) => id)
    .sort();
}

function undone({ effects }: City): readonly string[] {
  return effects
    .filter((one) => one.undone)
    .map(({ id }) => id)
    .sort();
}

interface Came {
  readonly through: Through;
  readonly standing: readonly string[];
  readonly undone: readonly string[];
}

async function cameTo(city: City, disk: MemoryDisk, through: Through): Promise<Came> {
  expect(city.onces, "a `once` effect came about twice").toEqual([...new Set(city.onces)]);
  const past = readJournal(openMemoryStore(disk));
  expect(await past.replay(through.run)).toMatchObject({ same: true });
  expect(await past.verify(through.run)).toMatchObject({ whole: true });
  expect(await past.verify()).toMatchObject({ whole: true });
  return { through, standing: standing(city), undone: undone(city) };
}

function heardBy(disk: MemoryDisk): readonly ControlEvent[] {
  return (disk.streams.get("control/main")?.records ?? []).map(
    ({ body }) => JSON.parse(body) as ControlEvent,
  );
}

async function through(city: City, plan: PlanFile, disk: MemoryDisk): Promise<Came> {
  const { orch, kill } = await begun(openMemoryStore(disk), city);
  const found = await carriedThrough(orch, plan, city);
  await orch.close();
  await kill();
  return await cameTo(city, disk, found);
}

let once: Promise<Came> | undefined;

/** What comes of it where nothing goes wrong. */
function undisturbed(): Promise<Came> {
  once ??= (async () => {
    await using city = await openCity();
    return await through(city, compiled(city.address), memoryDisk());
  })();
  return once;
}

test("undisturbed it comes by everything", async () => {
  const { through: found, standing: stays, undone: gone } = await undisturbed();
  expect(found.doubts).toBe(0);
  expect(found.value).toEqual({
    ids: [
      ...["x", "y", "z", "a-first"].map((name) => `everything.make:${name}`),
      "none",
      ...["g-whole", "s2", "using"].map((name) => `everything.make:${name}`),
      "job",
    ],
    sum: 226,
  });
  const named = (of: string, names: readonly string[]) => names.map((name) => `everything.${of}:${name}`);
  expect(gone).toEqual([...named("charge", ["w-paid"]), ...named("make", ["b-first", "g-half", "w-made"])]);
  expect(stays).toEqual([
    ...named("charge", ["books"]),
    ...named("make", [
      "a-first",
      "at none",
      "g-kept",
      "g-whole",
      "loser",
      "s1",
      "s2",
      "using",
      "x",
      "y",
      "z",
    ]),
    ...named("stamp", ["books"]),
    ...named("tell", ["charged", "inner a completed", "inner b failed", "the end completed", "w-told"]),
  ]);
});

async function endsAt(at: number, durable: boolean): Promise<"ended" | Came> {
  await using city = await openCity();
  const plan = compiled(city.address);
  const disk = memoryDisk();
  const { store, ended } = ending(disk, at, durable);
  const first = await begun(store, city);
  const how = await Promise.race([
    ended,
    carriedThrough(first.orch, plan, city).then(() => "whole" as const),
  ]);
  await first.kill();
  const came = await through(city, plan, disk);
  const whole = await undisturbed();
  const place = `write ${at}, ${durable ? "durable" : "lost"}`;
  expect(came.through.value, place).toEqual(whole.through.value);
  expect(came.standing, place).toEqual(whole.standing);
  expect(came.undone, place).toEqual(whole.undone);
  const heard = heardBy(disk);
  const count = (t: ControlEvent["t"]): number => heard.filter((event) => event.t === t).length;
  expect([count("Admitted"), count("Opened"), count("Answered"), count("Forgot")], place).toEqual([
    1, 2, 2, 1,
  ]);
  return how === "ended" ? "ended" : came;
}

/** Every write takes minutes; `LAWS=11` ends at each of them. */
const stride = Math.ceil(11 / Number(process.env.LAWS ?? 1));

test.each([
  { durable: true, first: 1 },
  { durable: false, first: Math.ceil(stride / 2) },
])(
  "whichever write the process ends at (durable: $durable), it is gone on with and done once",
  async ({ durable, first }) => {
    let tried = 0;
    for (let at = first; (await endsAt(at, durable)) === "ended"; at += stride) tried++;
    expect(tried).toBeGreaterThan(2);
    console.info(`killed ${durable ? "after" : "before"} each of ${tried} writes, one of ${stride}`);
  },
  1_800_000,
);
