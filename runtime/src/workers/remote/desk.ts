import { nodeClock } from "../../world/node.ts";
import type { Clock, Job, JobResult, Workers, Workplace } from "../../world/world.ts";
import { outputIn, resultIn } from "../decode.ts";
import { type HandlerOutput, toStandardError } from "../output.ts";
import { neverBegun } from "../stopped.ts";
import {
  type Asked,
  type Bearer,
  type Given,
  type Link,
  type MemberWord,
  Remote,
  type Standing,
  workerOf,
} from "./known.ts";
import {
  type Flight,
  type FromWorker,
  flightName,
  fromWorker,
  type Hello,
  type SentJob,
  type ToWorker,
} from "./messages.ts";
import { Orphans } from "./orphans.ts";
import { type RemoteReport, reportOf } from "./report.ts";

/** The place in which workers are taken in: a server. */
export interface Premises {
  /** Why a worker may not serve a pool; undefined: it may. */
  unfit(pool: string, hello: Hello, who: Bearer): string | undefined;
  /** Resolves once the journal has it. */
  tell(words: readonly MemberWord[]): Promise<void>;
  /** True if a run has one of its places. */
  isHeld(worker: string): boolean;
  /** It has lied or failed too often: to be kept until an operator lifts it. */
  quarantined(worker: string, why: string): void;
  /** Its messages about jobs that were given up. */
  refusedLate(worker: string, flight: Flight): void;
}

/** One connection of a worker. */
export interface Session {
  receive(text: string): void;
  closed(): void;
}

interface RemoteOptions {
  /** Names of pools, or the ends of them, whose members are workers elsewhere and nothing else. */
  readonly pools: readonly string[];
  /** A worker of which nothing is heard for so long is given up, ms. */
  readonly leaseMs?: number;
  /** Jobs in a row that may fail by no name of their capability. Default: 9. */
  readonly failuresMax?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Nodes that stand by do jobs of no pool. */
  readonly lends?: true;
}

const leaseMsDefault = 15_000;
const failuresMaxDefault = 9;
const linesPerSecondMax = 1_000;

/**
 * Workers elsewhere. A place of a worker is a member of a pool, and the kernel decides who gets it; a job that uses the
 * member goes to its worker. A worker is given up when it was silent for the length of its lease: the journal hears first
 * that its members are lost, then its jobs are lost. A connection that ends costs nothing within that time.
 */
export class RemoteWorkers implements Workers {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #failuresMax: number;
  readonly #pools: readonly string[];
  readonly #served = new Map<string, boolean>();
  readonly #places = new Map<string, Workplace>();
  readonly #workers = new Map<string, Remote>();
  /** By key and attempt. */
  readonly #given = new Map<string, Given>();
  readonly #timers = new Set<() => void>();
  readonly #standings = new Map<string, { readonly standing: Standing; readonly why: string }>();
  readonly #lends: boolean;
  readonly #orphans = new Orphans();
  #premises: Premises | undefined;
  #output: (line: HandlerOutput) => void = toStandardError;
  #sign: ((job: Job) => void) | undefined;
  #isClosed = false;

  constructor({
    pools,
    leaseMs = leaseMsDefault,
    failuresMax = failuresMaxDefault,
    clock = nodeClock(),
    lends,
  }: RemoteOptions) {
    this.#lends = lends === true;
    this.#failuresMax = failuresMax;
    this.#clock = clock;
    this.#pools = pools;
    this.#leaseMs = leaseMs;
  }

  get pools(): readonly string[] {
    return this.#pools;
  }

  serves(pool: string): boolean {
    const known = this.#served.get(pool) ?? this.#pools.some((name) => isNamed(pool, name));
    this.#served.set(pool, known);
    return known;
  }

  outlives({ held = [] }: Pick<Job, "held">): boolean {
    return this.#lends || this.isMembers({ held });
  }

  /** True if it uses a member of a pool that is a worker's place. */
  isMembers({ held = [] }: Pick<Job, "held">): boolean {
    return held.some(({ pool }) => this.serves(pool));
  }

  /** Nodes whose workers will connect: what the leader before has lent is asked of them first. */
  awaits(workers: readonly string[]): void {
    this.#orphans.await(workers);
  }

  /**
   * Gives a job of no pool to the node with the least to do, if that is less than `here`: the jobs under way in this
   * process. False: nobody else takes it.
   */
  lend(job: Job, here: number, report: Given["report"]): boolean {
    if (job.resumed === true) return this.#reclaim({ job, report });
    const isKnown = this.#given.get(nameOf(job))?.job.dispatch === job.dispatch;
    const node = isKnown ? undefined : this.#leastBusy(job, here);
    if (node !== undefined) this.#take({ job, report }, node);
    return isKnown || node !== undefined;
  }

  #leastBusy({ place: name, capability }: Job, here: number): Remote | undefined {
    const place = this.#places.get(name);
    if (place?.code === undefined || isSecret(place)) return undefined;
    let [best, least]: [Remote | undefined, number] = [undefined, here];
    for (const worker of this.#workers.values()) {
      if (worker.load >= least || !worker.hasRoom) continue;
      const code = worker.hello?.code ?? {};
      if (!Object.hasOwn(code, capability) || code[capability] !== place.code) continue;
      [best, least] = [worker, worker.load];
    }
    return best;
  }

  /** It was given by an earlier leader: only a node that has it can go on with it. */
  #reclaim(orphan: Asked): boolean {
    const name = flightName(orphan.job);
    const node = [...this.#workers.values()].find(({ unclaimed }) => unclaimed.has(name));
    if (node !== undefined) this.#take(orphan, node);
    return node !== undefined || this.#orphans.hold(orphan);
  }

  writesTo(output: (line: HandlerOutput) => void): void {
    this.#output = output;
  }

  /** `members`: those of all pools, as the journal has them. Members that no worker has brought are none here. */
  async use(
    premises: Premises,
    members: readonly { readonly pool: string; readonly id: string; readonly health: string }[],
  ): Promise<void> {
    this.#premises = premises;
    if (this.#orphans.isAwaiting) this.#later(this.#leaseMs, () => this.#orphans.end());
    const gone: MemberWord[] = [];
    for (const { pool, id, health } of members) {
      if (!this.serves(pool)) continue;
      const name = workerOf(id);
      if (name === undefined || health === "lost") gone.push({ pool, member: id, gone: true });
      else this.#worker(name).adopt(pool, id);
    }
    if (gone.length > 0) await premises.tell(gone);
  }

  equip(places: Readonly<Record<string, Workplace>>): void {
    for (const [name, place] of Object.entries(places)) this.#places.set(name, place);
  }

  retain(needed: ReadonlySet<string>): void {
    const used = new Set([...this.#given.values()].map(({ job }) => job.place));
    for (const name of this.#places.keys())
      if (!needed.has(name) && !used.has(name)) this.#places.delete(name);
  }

  start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void): void {
    for (const job of jobs) {
      const member = job.held?.find(({ pool }) => this.serves(pool))?.id ?? "";
      this.#take({ job, report }, this.#worker(workerOf(member) ?? member));
    }
  }

  #take({ job, report }: Asked, worker: Remote): void {
    const name = nameOf(job);
    const before = this.#given.get(name);
    if (before?.job.dispatch === job.dispatch) return;
    if (before !== undefined) this.#end(before, { lost: "worker" });
    const lent = this.isMembers(job) ? {} : ({ isLent: true } as const);
    const given: Given = { job, worker, report, state: "waiting", ...lent };
    this.#given.set(name, given);
    worker.load += 1;
    this.#give(given);
  }

  abort(key: string, attempt: number): void {
    const given = this.#given.get(nameOf({ key, attempt }));
    if (given === undefined) return;
    const { worker, state } = given;
    if (state === "waiting" && given.job.resumed === undefined) this.#end(given, neverBegun);
    else if (worker.isLost || given.doomed === true) this.#end(given, { lost: "worker" });
    else {
      given.aborted = true;
      this.#send(worker, { says: "abort", key, attempt });
      // A worker whose handlers do not stop is no reason to wait for longer.
      this.#later(this.#leaseMs, () => this.#isUnder(given) && this.#end(given, { lost: "worker" }));
    }
  }

  onSign(listen: (job: Job) => void): void {
    this.#sign = listen;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const cancel of this.#timers) cancel();
    for (const { link } of this.#workers.values()) link?.close("the server stops");
    return Promise.resolve();
  }

  /** A connection that was authenticated. It is somebody's once its first message has said whose. */
  connect(link: Link, who: Bearer): Session {
    let worker: Remote | undefined;
    return {
      receive: (text) => {
        if (this.#isClosed || (worker !== undefined && worker.link !== link)) return;
        const result = fromWorker(text);
        if (worker === undefined) worker = this.#introduced(link, who, result);
        else if (result === undefined || result.says === "hello")
          this.#lies(worker, "it sent a malformed message");
        else this.#hear(worker, result);
      },
      closed: () => {
        if (worker === undefined || worker.link !== link) return;
        worker.link = undefined;
        if (worker.isLeaving && this.#jobsOf(worker).length === 0) void this.#leave(worker);
      },
    };
  }

  /** By an operator, or as it was kept. */
  stand(name: string, standing: Standing, why: string): void {
    this.#standings.set(name, { standing, why });
    const worker = this.#workers.get(name);
    if (worker === undefined) return;
    worker.failures = 0;
    this.#setStanding(worker);
    if (standing === "quarantined") void this.#giveUp(worker);
    else void this.#publish(worker);
  }

  /** A member is held no more: whoever wants to go may be able to. */
  freed(): void {
    for (const worker of this.#workers.values()) this.#mayGo(worker);
  }

  report(): readonly RemoteReport[] {
    return [...this.#workers.values()]
      .filter(({ who, isGone }) => who !== undefined || !isGone)
      .map((worker) => reportOf(worker, this.#jobsOf(worker), (pool) => this.serves(pool)))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** The worker of that name; one that is not here has the length of a lease to come. */
  #worker(name: string): Remote {
    const known = this.#workers.get(name);
    if (known !== undefined) return known;
    const worker = new Remote(name, this.#clock.now());
    this.#workers.set(name, worker);
    this.#setStanding(worker);
    this.#watch(worker);
    return worker;
  }

  #setStanding(worker: Remote): void {
    const { standing, why } = this.#standings.get(worker.name) ?? { standing: "open" };
    worker.standing = standing;
    worker.why = standing === "open" ? undefined : why;
  }

  #introduced(link: Link, who: Bearer, said: FromWorker | undefined): Remote | undefined {
    const refuse = (why: string): undefined => {
      link.send(JSON.stringify({ says: "refused", why } satisfies ToWorker));
      link.close(why);
    };
    if (said?.says !== "hello") return refuse("the first message has to be a hello of this protocol");
    if (said.shares !== undefined && who.isNode !== true) return refuse("only a node takes jobs of no pool");
    const strange = said.offers.find(({ pool }) => !who.pools.some((name) => areOne(pool, name)));
    if (strange !== undefined) return refuse(`its token is not for the pool ${strange.pool}`);
    const other = said.offers.find(({ pool }) => !this.#pools.some((name) => areOne(pool, name)));
    if (other !== undefined) return refuse(`the pool ${other.pool} is not served by workers`);
    const known = this.#workers.get(said.worker);
    if (known?.who !== undefined && known.who.token !== who.token && !known.isLost)
      return refuse(`another token's worker is called ${said.worker}`);
    const worker = this.#worker(said.worker);
    worker.link?.close("it has connected again");
    this.#takeIn(worker, link, who, said);
    return worker;
  }

  #takeIn(worker: Remote, link: Link, who: Bearer, hello: Hello): void {
    Object.assign(worker, { link, who, hello, isLost: false, isLeaving: false, heard: this.#clock.now() });
    this.#send(worker, { says: "welcome", lease: this.#leaseMs });
    worker.unfit.clear();
    for (const { pool } of hello.offers) {
      const why = this.#premises?.unfit(pool, hello, who);
      if (why !== undefined) worker.unfit.set(pool, why);
    }
    for (const forget of worker.unclaimed.values()) forget();
    worker.unclaimed.clear();
    const under = new Set(hello.under.map(flightName));
    for (const flight of hello.under) {
      const given = this.#given.get(nameOf(flight));
      const isIts = given?.worker === worker && this.#isOf(given, flight);
      if (isIts && this.#mayHave(given, hello)) this.#keep(given);
      else this.#unclaimed(worker, flight);
    }
    for (const given of this.#jobsOf(worker)) {
      const isKept = under.has(flightName(given.job)) && this.#mayHave(given, hello);
      if (isKept || given.doomed === true) continue;
      if (given.state === "waiting" && given.job.resumed === undefined) this.#give(given);
      else if (given.process === hello.process && given.job.resumed === undefined) this.#sendJob(given);
      else this.#end(given, { lost: "worker" });
    }
    this.#watch(worker);
    for (const orphan of this.#orphans.shownBy(worker)) this.#take(orphan, worker);
    void this.#publish(worker);
  }

  #isOf({ job, doomed }: Given, { dispatch }: Flight): boolean {
    return job.dispatch === dispatch && doomed !== true;
  }

  /** It was sent to this process, or by an earlier one of the server to nobody knows which. */
  #mayHave({ job, state, process }: Given, hello: Hello): boolean {
    return state === "sent" ? process === hello.process : job.resumed === true;
  }

  #keep(given: Given): void {
    this.#isWith(given);
    const { key, attempt, dispatch } = given.job;
    this.#send(given.worker, { says: "keep", key, attempt, dispatch });
    if (given.aborted === true) this.#send(given.worker, { says: "abort", key, attempt });
  }

  /** Somebody may still ask for it: a run that is read from the journal a little later. */
  #unclaimed(worker: Remote, { key, attempt, dispatch }: Flight): void {
    const flight = { key, attempt, dispatch };
    const forget = this.#later(this.#leaseMs, () => {
      worker.unclaimed.delete(flightName(flight));
      this.#send(worker, { says: "drop", ...flight });
      this.#premises?.refusedLate(worker.name, flight);
    });
    worker.unclaimed.set(flightName(flight), forget);
  }

  #give(given: Given): void {
    const { worker, job } = given;
    if (job.resumed === true && (worker.isLost || worker.standing === "quarantined")) {
      this.#end(given, { lost: "worker" });
      return;
    }
    if (worker.link === undefined || worker.isLost) {
      this.#refuseIn(given);
      return;
    }
    if (job.resumed === true) {
      const forget = worker.unclaimed.get(flightName(job));
      worker.unclaimed.delete(flightName(job));
      forget?.();
      if (forget === undefined) this.#end(given, { lost: "worker" });
      else this.#keep(given);
      return;
    }
    const wrong = this.#wrongCode(given);
    if (wrong !== undefined) {
      for (const { pool } of worker.hello?.offers ?? []) worker.unfit.set(pool, wrong);
      void this.#publish(worker);
      this.#refuseIn(given);
    } else if (worker.standing === "quarantined") this.#refuseIn(given);
    else this.#sendJob(given);
  }

  #wrongCode({ worker, job }: Given): string | undefined {
    const code = worker.hello?.code ?? {};
    const own = Object.hasOwn(code, job.capability) ? code[job.capability] : undefined;
    if (own === this.#places.get(job.place)?.code) return undefined;
    return own === undefined
      ? `it has no code of ${job.capability}`
      : `its code of ${job.capability} is another`;
  }

  /** The kernel takes the job back from a worker that may not have it. Should it not, nobody waits for ever. */
  #refuseIn(given: Given): void {
    this.#later(2 * this.#leaseMs, () => {
      if (!this.#isUnder(given) || given.state !== "waiting" || given.job.resumed === true) return;
      const message = `The worker \`${given.worker.name}\` did not take the job.`;
      const failure = { class: "transient", name: "transient", message } as const;
      this.#end(given, { outcome: { failure, reach: "not_reached" }, spent: {} });
    });
  }

  #isWith(given: Given): void {
    given.state = "sent";
    const { hello } = given.worker;
    if (hello !== undefined) given.process = hello.process;
  }

  #sendJob(given: Given): void {
    this.#isWith(given);
    const { place: _, held: __, resumed: ___, due, ...job } = given.job;
    const left = due === undefined ? {} : { left: Math.max(0, due - this.#clock.now()) };
    this.#send(given.worker, { says: "job", job: { ...job, ...left } satisfies SentJob });
  }

  #hear(worker: Remote, said: Exclude<FromWorker, { says: "hello" }>): void {
    worker.heard = this.#clock.now();
    if (said.says === "beat") this.#send(worker, said);
    else if (said.says === "drain") {
      worker.isLeaving = true;
      void this.#publish(worker).then(() => this.#mayGo(worker));
    } else this.#hearOfJob(worker, said);
  }

  #hearOfJob(worker: Remote, said: Extract<FromWorker, Flight>): void {
    const given = this.#given.get(nameOf(said));
    if (given?.worker !== worker || !this.#isOf(given, said) || given.state !== "sent") {
      // Its word of a job may cross with word that it is to forget it.
      if (worker.unclaimed.has(flightName(said)) || worker.standing === "quarantined") return;
      this.#lies(worker, `it reported a job that it does not have: ${flightName(said)}`);
      return;
    }
    if (said.says === "alive") this.#sign?.(given.job);
    else if (said.says === "output") this.#hearLine(worker, given, said);
    else {
      const place = this.#places.get(given.job.place);
      const result = resultIn(said.result, place && { job: given.job, place });
      if ("wrong" in result) this.#lies(worker, `it sent a malformed result: ${result.wrong}`);
      else this.#hearResult(worker, given, result);
    }
  }

  #hearLine(worker: Remote, { job }: Given, said: Extract<FromWorker, { says: "output" }>): void {
    const line = outputIn(said);
    const now = this.#clock.now();
    if (now - worker.lines.since >= 1_000) worker.lines = { since: now, count: 0 };
    worker.lines.count += 1;
    if ("wrong" in line) this.#lies(worker, `it sent a malformed line: ${line.wrong}`);
    else if (worker.lines.count <= linesPerSecondMax) this.#output({ job, ...line });
  }

  #hearResult(worker: Remote, given: Given, result: JobResult): void {
    const isFailure = "lost" in result || "failure" in result.outcome;
    if (!isFailure) worker.failures = 0;
    else if (given.isLent !== true && given.aborted !== true && isNameless(result)) worker.failures += 1;
    this.#end(given, result);
    if (worker.failures > this.#failuresMax) this.#lies(worker, `${worker.failures} jobs in a row failed`);
  }

  /** Nothing more of it counts until an operator lifts that. */
  #lies(worker: Remote, why: string): void {
    this.#standings.set(worker.name, { standing: "quarantined", why });
    this.#setStanding(worker);
    this.#send(worker, { says: "refused", why: `quarantined: ${why}` });
    worker.link?.close("quarantined");
    worker.link = undefined;
    this.#premises?.quarantined(worker.name, why);
    void this.#giveUp(worker);
  }

  #watch(worker: Remote): void {
    worker.forget ??= this.#later(worker.heard + this.#leaseMs - this.#clock.now(), () => {
      worker.forget = undefined;
      if (this.#clock.now() < worker.heard + this.#leaseMs) this.#watch(worker);
      else {
        worker.isLost = true;
        worker.link?.close("nothing was heard of it for the length of its lease");
        worker.link = undefined;
        void this.#giveUp(worker).then(() => {
          // Another process of a node has another name.
          if (worker.who?.isNode === true && worker.isLost) this.#workers.delete(worker.name);
        });
      }
    });
  }

  /** First the journal hears of its members, so that the kernel can take its jobs elsewhere; then of what is lost. */
  async #giveUp(worker: Remote): Promise<void> {
    const doomed = this.#jobsOf(worker).filter(({ state, job }) => state === "sent" || job.resumed === true);
    for (const given of doomed) given.doomed = true;
    await this.#publish(worker);
    for (const given of doomed) {
      const { key, attempt, dispatch } = given.job;
      this.#send(worker, { says: "drop", key, attempt, dispatch });
      if (this.#isUnder(given)) this.#end(given, { lost: "worker" });
    }
  }

  async #leave(worker: Remote): Promise<void> {
    this.#workers.delete(worker.name);
    worker.forget?.();
    await this.#premises?.tell(worker.news(true));
  }

  #mayGo(worker: Remote): void {
    if (!worker.isLeaving || worker.link === undefined || this.#jobsOf(worker).length > 0) return;
    if (this.#premises?.isHeld(worker.name) !== true) this.#send(worker, { says: "drained" });
  }

  async #publish(worker: Remote): Promise<void> {
    const words = this.#premises === undefined ? [] : worker.news();
    if (words.length > 0) await this.#premises?.tell(words);
  }

  #end(given: Given, result: JobResult): void {
    this.#given.delete(nameOf(given.job));
    given.worker.load -= 1;
    given.report(given.job, result);
    this.#mayGo(given.worker);
  }

  #isUnder(given: Given): boolean {
    return this.#given.get(nameOf(given.job)) === given;
  }

  #jobsOf(worker: Remote): readonly Given[] {
    return [...this.#given.values()].filter((given) => given.worker === worker);
  }

  #send(worker: Remote, message: ToWorker): void {
    worker.link?.send(JSON.stringify(message));
  }

  #later(after: number, call: () => void): () => void {
    const cancel = this.#clock.wake(this.#clock.now() + after, () => {
      this.#timers.delete(cancel);
      if (!this.#isClosed) call();
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }
}

function nameOf({ key, attempt }: Pick<Flight, "key" | "attempt">): string {
  return `${key}/${attempt}`;
}

/** True if a pool has that name, or one that ends with it. */
function isNamed(pool: string, name: string): boolean {
  return pool === name || pool.endsWith(`.${name}`);
}

export function areOne(one: string, other: string): boolean {
  return isNamed(one, other) || isNamed(other, one);
}

/** Nodes talk plain HTTP. */
function isSecret({ capability: { params, result } }: Workplace): boolean {
  const labels = [...params, ...(result === null ? [] : [result])].map(({ label }) => label);
  return labels.some(({ confidentiality }) => confidentiality === "secret");
}

function isNameless(result: JobResult): boolean {
  if ("lost" in result) return true;
  if ("ok" in result.outcome) return false;
  const { name, class: kind } = result.outcome.failure;
  return name === kind && kind !== "invalid_input" && kind !== "denied";
}
