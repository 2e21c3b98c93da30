import { setTimeout as pause } from "node:timers/promises";
import { type Fabric, type Place, type Reply, serve } from "./client.ts";
import { allDone, nodesOf, type Site, siteOf, sites } from "./world.ts";

/*
 * The day of an operator: five stories one after the other, while the jobs go on. Each act waits for the fabric to have
 * done so much, never for time to pass, and gives back what it has seen. `test/cells.test.ts` and `start.mjs` judge that.
 */

export interface Wanted extends Place {
  readonly jobs: number;
  readonly say: (line: string) => void;
}

/** Every sort of thing that the API has said or the world shows, by act. */
export interface Seen {
  readonly budget: Awaited<ReturnType<typeof changeBudget>>;
  readonly reroute: Awaited<ReturnType<typeof reroute>>;
  readonly outage: Awaited<ReturnType<typeof loseSite>>;
  readonly paused: Awaited<ReturnType<typeof pauseAll>>;
  readonly crashed: Awaited<ReturnType<typeof crash>>;
  readonly end: Awaited<ReturnType<typeof finish>>;
}

const names = Object.keys(sites) as readonly Site[];
const jobsPerBatch = 20;
/** Each act has work of its own, so that none of them depends on how fast the one before was. */
const acts = 6;

export async function day(wanted: Wanted): Promise<Seen> {
  const { jobs, say } = wanted;
  const share = Math.floor(jobs / acts);
  let offered = 0;
  const next = async (again = ""): Promise<number> => {
    const size = offered >= (acts - 1) * share ? jobs - offered : share;
    await offer(fabric, size, offered, again);
    offered += size;
    return size;
  };
  let fabric = await serve(wanted);
  try {
    await announce(fabric);
    say(`${jobs} jobs are offered: three of five at home on Earth, one each on Luna and Helios`);
    await next();
    await doneAtLeast(share / 2);
    const budget = await changeBudget(fabric, say, next);
    const rerouted = await reroute(fabric, say, next);
    const outage = await loseSite(fabric, say, next);
    await keepBack(fabric, names, next);
    const before = offered;
    const paused = await pauseAll(fabric, say, () => next());
    await reopen(fabric, names);
    say("the server is killed while everything is paused");
    await fabric.kill();
    fabric = await serve(wanted);
    const crashed = await crash(fabric, say);
    offered = before;
    await next(" again");
    await doneAtLeast(jobs);
    const end = await finish(fabric, say);
    return { budget, reroute: rerouted, outage, paused, crashed, end };
  } finally {
    await fabric.stop();
  }
}

/** The sites say how far they are, and the operators where work spills. */
async function announce(fabric: Fabric): Promise<void> {
  for (const site of names)
    await taken(
      fabric.post("/events/ingest", { reading: `fabric.round_trip(${site})`, value: sites[site].roundTrip }),
    );
  await set(fabric, "spill_target(earth)", "luna", "Luna is nearer");
  await set(fabric, "latency_budget", "1s", "as agreed");
}

/** In batches of one home each; as many jobs as asked for. */
async function offer(fabric: Fabric, jobs: number, from: number, again = ""): Promise<number> {
  const homes: readonly Site[] = ["earth", "luna", "earth", "helios", "earth"];
  for (let at = 0; at < jobs; at += jobsPerBatch) {
    const id = `batch-${from + at}${again}`;
    const size = Math.min(jobsPerBatch, jobs - at);
    const fields = {
      id,
      home: homes[((from + at) / jobsPerBatch) % homes.length] ?? "earth",
      jobs: Array.from({ length: size }, (_, index) => `job-${from + at + index}`),
    };
    await taken(fabric.post("/events/ingest", { event: "batch_offered", id, fields }, id));
  }
  return jobs;
}

// ---- shapes of the API's answers, as far as they are read ----

interface Version {
  readonly version: number;
  readonly value?: unknown;
}

interface Versions {
  readonly versions: readonly Version[];
}

interface Member {
  readonly id: string;
  readonly health: string;
  readonly holder?: unknown;
}

interface Decision {
  readonly kind: string;
  readonly name?: string;
  readonly mode?: string;
  readonly value?: unknown;
  readonly by?: string;
  readonly why?: string;
}

interface Decisions {
  readonly decisions: readonly Decision[];
}

interface Closures {
  readonly closures: readonly { readonly mode: string; readonly by: string; readonly why: string }[];
}

interface Members {
  readonly members: readonly Member[];
}

/** The value of a signal or a flag. */
interface Known {
  readonly name: string;
  readonly value?: unknown;
}

interface Pools {
  readonly pools: readonly { readonly name: string; readonly waiting: number }[];
}

interface Runs {
  readonly runs: readonly string[];
}

/** Work that was given to another pool. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly waiting: number;
}

// ---- acts ----

async function changeBudget(fabric: Fabric, say: Wanted["say"], next: Next) {
  const { body } = await fabric.get<Versions>("/settings/latency_budget");
  const change = () =>
    fabric.post<Version>(
      "/settings/latency_budget",
      { value: "50ms", why: "customers wait" },
      "tighter-budget",
    );
  const changed = await taken(change());
  const again = await change();
  const breaches = await breaching(fabric);
  await held(fabric, (site) => breaches[site] !== true);
  await next();
  await doneAtLeast(allDone().length + 10);
  const version = body.versions[0]?.version ?? 0;
  const reverted = await taken(
    fabric.post<Version>("/settings/latency_budget/revert", { version, why: "they can wait" }),
  );
  const out = names.filter((site) => breaches[site]).join(" and ");
  say(`a budget of 50 ms keeps ${out} out, and is reverted after some jobs`);
  const breachesAfter = await breaching(fabric);
  return { changed: changed.body, again, breaches, reverted: reverted.body, breachesAfter };
}

async function reroute(fabric: Fabric, say: Wanted["say"], next: Next) {
  await keepBack(fabric, ["earth", "luna"], next);
  const version = await set(fabric, "spill_target(earth)", "helios", "Luna is needed for something else");
  const { body } = await until(
    () => fabric.get<{ readonly moves: readonly Way[] }>(`/resources/moves?since=${version}`),
    (reply) => reply.body.moves.some(({ to }) => to.endsWith("helios")),
  );
  const { moves } = body;
  say(`the work of Earth spills to Helios: ${moves.map(wayText).join(", ")} at once`);
  await reopen(fabric, ["earth", "luna"]);
  return { version, moves };
}

function wayText({ from, to, count }: Way): string {
  return `${count} from ${short(from)} to ${short(to)}`;
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

async function loseSite(fabric: Fabric, say: Wanted["say"], next: Next) {
  await report(fabric, "earth", "lost");
  const { members } = (await fabric.get<Members>("/resources")).body;
  const before = allDone().length;
  await next();
  await doneAtLeast(before + 10);
  const without = allDone().length - before;
  await report(fabric, "earth", "ready");
  say(`Earth is lost, ${without} jobs are done elsewhere, and it comes back`);
  return { members, without };
}

async function pauseAll(fabric: Fabric, say: Wanted["say"], offerTheRest: () => Promise<number>) {
  const paused = await taken(fabric.post<Runs>("/kernel/pause", { why: "an incident" }, "pause-all"));
  const closures = (await fabric.get<Closures>("/kernel/closures")).body.closures;
  const done = await quiet();
  await fabric.post("/events/ingest", { member: "luna[4]", pool: "luna", beats: "200ms" });
  const offered = await offerTheRest();
  const silent = await until(
    () => fabric.get<Members>("/resources"),
    ({ body }) => body.members.some((one) => one.id === "luna[4]" && one.health === "lost"),
  );
  say(`everything is paused, ${offered} more jobs are offered meanwhile, and a node falls silent`);
  return {
    paused,
    closures,
    done,
    offered,
    after: allDone().length,
    silent: silent.body.members.filter((one) => one.health === "lost"),
  };
}

async function crash(fabric: Fabric, say: Wanted["say"]) {
  const closures = (await fabric.get<Closures>("/kernel/closures")).body.closures;
  const [settings, resources, decisions] = await Promise.all([
    fabric.get<{ readonly settings: readonly { readonly name: string; readonly value?: unknown }[] }>(
      "/settings",
    ),
    fabric.get<Members>("/resources"),
    fabric.get<Decisions>("/audit/decisions"),
  ]);
  const done = allDone().length;
  await fabric.post("/events/ingest", { member: "luna[4]", pool: "luna", beats: "0s" });
  const resumed = await taken(
    fabric.post<Runs>("/kernel/resume", { why: "the incident is over" }, "resume-all"),
  );
  say(`the next server finds everything paused still, and resumes ${resumed.body.runs.length} runs`);
  return {
    closures,
    settings: settings.body.settings,
    members: resources.body.members,
    decisions: decisions.body.decisions,
    done,
    resumed: resumed.body.runs,
  };
}

async function finish(fabric: Fabric, say: Wanted["say"]) {
  await until(
    () => fabric.get<{ readonly runs: readonly unknown[] }>("/status/active"),
    ({ body }) => body.runs.length === 0,
  );
  const [decisions, settings] = await Promise.all([
    fabric.get<Decisions>("/audit/decisions"),
    fabric.get<Versions>("/settings/latency_budget"),
  ]);
  const done = allDone();
  say(`all ${done.length} are done`);
  return {
    done,
    decisions: decisions.body.decisions,
    versions: settings.body.versions,
  };
}

// ---- words to the fabric ----

/** Offers the next work, and says how much it was. */
type Next = () => Promise<number>;

/** These sites take no work, and the next one that is offered waits. */
async function keepBack(fabric: Fabric, of: readonly Site[], next: Next): Promise<void> {
  for (const site of of) await set(fabric, `site_state(${site})`, "draining", "to be looked at");
  await next();
  await until(
    () => fabric.get<Pools>("/resources/available"),
    ({ body }) => body.pools.some(({ name, waiting }) => name.endsWith("earth") && waiting > 0),
  );
}

async function reopen(fabric: Fabric, of: readonly Site[]): Promise<void> {
  for (const site of of) await set(fabric, `site_state(${site})`, "open", "it was looked at");
}

/** The version of the setting from then on. */
async function set(fabric: Fabric, name: string, value: string, why: string): Promise<number> {
  const { body } = await taken(fabric.post<Version>(`/settings/${encodeURIComponent(name)}`, { value, why }));
  return body.version;
}

async function report(fabric: Fabric, site: Site, health: string): Promise<void> {
  for (const member of nodesOf(site))
    await taken(fabric.post("/events/ingest", { member, pool: site, health }));
}

async function taken<T>(reply: Promise<Reply<T>>): Promise<Reply<T>> {
  const got = await reply;
  if (got.status >= 300) throw new Error(`${got.status}: ${JSON.stringify(got.body)}`);
  return got;
}

// ---- waiting for the fabric ----

/** Which sites breach the budget, as the journal marks them. */
async function breaching(fabric: Fabric): Promise<Readonly<Partial<Record<Site, unknown>>>> {
  const { body } = await fabric.get<{ readonly known: readonly Known[] }>("/context");
  return Object.fromEntries(
    names.map((site) => [site, body.known.find(({ name }) => name.endsWith(`breaches(${site})`))?.value]),
  );
}

/** Until only nodes of these sites are held. */
async function held(fabric: Fabric, of: (site: Site) => boolean): Promise<void> {
  await until(
    () => fabric.get<Members>("/resources"),
    ({ body }) => body.members.every(({ id, holder }) => holder === undefined || of(siteOf(id))),
  );
}

async function until<T>(look: () => Promise<T>, is: (seen: T) => boolean): Promise<T> {
  for (const end = Date.now() + 300_000; ; ) {
    const seen = await look();
    if (is(seen)) return seen;
    if (Date.now() > end) throw new Error(`it did not come about: ${JSON.stringify(seen).slice(0, 2_000)}`);
    await pause(20);
  }
}

async function doneAtLeast(jobs: number): Promise<void> {
  await until(
    async () => new Set(allDone().map(({ job }) => job)).size,
    (size) => size >= jobs,
  );
}

/** How many are done once no more come: what was begun ends within its own time. */
async function quiet(): Promise<number> {
  for (;;) {
    const before = allDone().length;
    await pause(500);
    if (allDone().length === before) return before;
  }
}
