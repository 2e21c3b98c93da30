import { type Instant, type RunId, runIdOf, type Seq } from "@orchlang/kernel";
import { asKnown, type ControlEvent, consentsOf, isAccepted, lastWordOf } from "@orchlang/kernel/control";
import type { RunEvent, User } from "@orchlang/kernel/run";
import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import type { Placed } from "./drive/live.ts";
import { DamagedJournal, type Document, type Store, type StoreFault } from "./journal/store.ts";
import { type Library, library } from "./library/library.ts";
import { type Logger, outputOf } from "./library/logger.ts";
import { limits } from "./limits.ts";
import { admission, admit, closedTo, finishOpening } from "./orchestrator/admission.ts";
import { answer, claim, mayNotAnswer, type OpenQuestion, openQuestions } from "./orchestrator/answer.ts";
import { arm } from "./orchestrator/arm.ts";
import { aroundOf, membersOf, waitsOfRun } from "./orchestrator/around.ts";
import { callback, unknownToken, wasReturned } from "./orchestrator/callback.ts";
import { runOfToken } from "./orchestrator/callback-token.ts";
import { provide } from "./orchestrator/carry-control.ts";
import { contextOf, shownEvent } from "./orchestrator/context-of.ts";
import { hasEnded, oneOpen } from "./orchestrator/find.ts";
import { foldedOr } from "./orchestrator/fold-run.ts";
import { Ingress } from "./orchestrator/ingress.ts";
import { admittedWords, inputLabel } from "./orchestrator/input.ts";
import { unlikePlan, unlikeRoot } from "./orchestrator/malformed.ts";
import { mixedWorlds } from "./orchestrator/mixed-worlds.ts";
import { codeOf, knownOptions, type OrchestratorOptions, worldOf } from "./orchestrator/options.ts";
import { order, wasOrdered } from "./orchestrator/order.ts";
import { type Prunable, prunable, prune } from "./orchestrator/prune.ts";
import { prunableEvents, pruneEvents } from "./orchestrator/prune-events.ts";
import { type Registration, Registry } from "./orchestrator/registry.ts";
import { type Complaints, complaints } from "./orchestrator/report.ts";
import { localUser, type RunRequest } from "./orchestrator/request.ts";
import {
  maybeLost,
  requested,
  turnedAway,
  unlikeKept,
  type Wish,
  wasOvertaken,
} from "./orchestrator/requests.ts";
import { Resting, settled } from "./orchestrator/rest.ts";
import { resume } from "./orchestrator/resume.ts";
import type { Run } from "./orchestrator/run.ts";
import { RunHooks } from "./orchestrator/run-hooks.ts";
import { Runs } from "./orchestrator/runs.ts";
import { Semaphore } from "./orchestrator/semaphore.ts";
import { note, setSetting, settingsOf } from "./orchestrator/settings.ts";
import { Watches } from "./orchestrator/watches.ts";
import type { WorldReport } from "./orchestrator/world-report.ts";
import type { Orchestrator } from "./orchestrator-api.ts";
import type {
  ArmRequest,
  ConsentReport,
  ControlEntry,
  Deploy,
  Refusal,
  Rest,
  StartRequest,
  Word,
} from "./orchestrator-types.ts";
import { heartbeating } from "./workers/heartbeat.ts";
import { InProcess } from "./workers/in-process.ts";
import { limited } from "./workers/limited.ts";
import type { HandlerOutput } from "./workers/output.ts";
import { redacting } from "./workers/redacting.ts";
import { routed } from "./workers/routed.ts";
import type { World } from "./world/world.ts";

/** Recovers control from the journal; runs continue when they are resumed. A damaged journal is returned as a fault. */
export async function createOrchestrator(options: OrchestratorOptions): Promise<Orchestrator | StoreFault> {
  const { store, root, logger, doubles } = knownOptions(options);
  const guard = redacting();
  const output = guard.output(options.output ?? outputOf(logger));
  const world = options.world ?? worldOf(options.workers, output, options.clock);
  options.remote?.writesTo(output);
  const registry = new Registry(options.capabilities, doubles);
  const inProcess = new InProcess(world.clock, codeOf(registry, world.clock, output, store), output);
  const workers = heartbeating(guard.workers(routed(inProcess, world.workers, options.remote)), world.clock);
  const equipped = { ...world, workers: limited(workers, world.clock) };
  const policies = new RunHooks([options.hooks ?? []].flat());
  const orchestrator = new LocalOrchestrator(store, equipped, registry, policies, root, logger, output);
  try {
    const mixed = await mixedWorlds(store, doubles !== undefined);
    if (mixed === undefined) await orchestrator.open();
    else await orchestrator.close();
    return mixed ?? orchestrator;
  } catch (error) {
    await orchestrator.close();
    if (error instanceof DamagedJournal) return error.fault;
    throw error;
  }
}

class LocalOrchestrator implements Orchestrator {
  readonly capabilities: Library["capabilities"];
  readonly planner: Library["planner"];
  readonly executor: Library["executor"];
  readonly planReplay: Library["planReplay"];
  readonly context: Orchestrator["context"];
  readonly #library: ReturnType<typeof library>;
  readonly #runs: Runs;
  /** Starts, answers and orders under way: what waits in line costs less than what goes on. */
  readonly #asked = new Semaphore(limits.runsEnteringMax);
  /** Words about the admission of runs: the runs that one pauses are those that the one before has left. */
  readonly #admitting = new Semaphore(1);
  readonly #resting: Resting;
  readonly #halted = Promise.withResolvers<string>();
  readonly halted = this.#halted.promise;
  readonly #ingress: Ingress;
  readonly #complaints: Complaints;
  readonly #listeners = new Set<(entry: ControlEntry) => void>();
  /** Events decided while the journal was opened, before anybody could listen; kept until triggers are armed. */
  readonly #untold: ControlEntry[] = [];
  #opened = false;
  readonly #watches: Watches;
  #closed: Promise<void> | undefined;

  constructor(
    store: Store,
    world: World,
    registry: Registry,
    policies: RunHooks,
    root: string | undefined,
    logger: Logger | undefined,
    output: (line: HandlerOutput) => void,
  ) {
    this.#complaints = complaints(logger, output);
    const { left, listenerFailed } = this.#complaints;
    this.#runs = new Runs(store, world, registry, policies, root, {
      committed: (run, events) => {
        this.#followCommitted(run, events);
        this.#watches.push(run, events);
      },
      decided: (events) => {
        this.#followAdmitted(events);
        this.#tellListeners(events);
      },
      left,
      changed: (run) => this.#resting.changed(run),
      turned: () => this.#resting.look(),
      stopped: (message, fault) => {
        this.#halted.resolve(message);
        this.#resting.stop(message, fault);
      },
      awaited: (run) => this.#resting.awaits(run),
    });
    this.#watches = new Watches({
      store,
      isAdmitted: this.#runs.knows,
      listenerFailed,
      failed: (error) => this.#runs.fail(error),
    });
    this.#resting = new Resting(this.#runs);
    this.#ingress = new Ingress(this.#runs);
    this.context = contextOf(this.#runs, (see) => this.listen(see));
    this.#library = library(this, { store, registry, logger, failed: listenerFailed });
    this.capabilities = this.#library.capabilities;
    this.planner = this.#library.planner;
    this.executor = this.#library.executor;
    this.planReplay = this.#library.planReplay;
  }

  async open(): Promise<void> {
    await this.#runs.open();
    this.#opened = true;
  }

  register(registration: Registration): void {
    this.#runs.registry.register(registration);
  }

  on: Library["on"] = (type, listener) => this.#library.on(type, listener);

  deploy(plan: PlanFile, root: string): Deploy | Refusal {
    return unlikePlan(plan) ?? unlikeRoot(root) ?? this.#runs.deploys.of(plan, root);
  }

  keep(plan: PlanFile): Promise<{ readonly done: true } | Refusal> {
    return this.#ask(async () => {
      const unlike = unlikePlan(plan);
      if (unlike !== undefined) return unlike;
      const kept = await this.#runs.plans.keep(plan);
      return kept.ok ? { done: true } : { refused: "journal", message: kept.message };
    });
  }

  start(wanted: StartRequest): Promise<{ readonly run: RunId } | Refusal> {
    return this.#ask(() => this.#start(wanted));
  }

  async #start(wanted: StartRequest): Promise<{ readonly run: RunId } | Refusal> {
    const admitted = admission(this.#runs.deploys, wanted, () => this.#runs.world.random.hex(16));
    if ("refused" in admitted) return admitted;
    const { plan: file, root } = wanted;
    const { request, input, deploy } = admitted;
    const user = asKnown(this.#runs.control.state, admitted.user);
    const run = runIdOf(request);
    const closed = this.#closedTo(run, file, input);
    if (closed !== undefined && !(await hasEnded(this.#runs.store, run))) return closed;
    const hooks = this.#runs.policies.add(wanted.policyHooks ?? []);
    const isFresh = wanted.request === undefined;
    const head = isFresh || !this.#library.followed() ? undefined : await this.#runs.store.head(`run/${run}`);
    const kept: RunRequest = {
      request,
      plan: file.id,
      deploy: deploy.id,
      handlers: deploy.handlers,
      ...(wanted.locked === undefined ? {} : { locked: true }),
      ...(hooks.length === 0 ? {} : { hooks }),
      ...(wanted.values === undefined ? {} : { values: wanted.values }),
      input,
      user,
      seed: this.#runs.world.random.hex(8),
      label: inputLabel(file.plan),
      root,
    };
    // Its request may not be kept again: that would stay for ever.
    if (!isFresh && (await this.#runs.store.head(`run/${run}`))?.pruned) return { run };
    const lost =
      isFresh || wanted.afterLoss === true ? undefined : await maybeLost(this.#runs.store, request);
    if (lost !== undefined) return lost;
    const written = await this.#runs.requests.keep(run, file, kept, isFresh);
    if (!written.ok) return { refused: "journal", message: written.message };
    const unlike = isFresh ? undefined : await unlikeKept(this.#runs.store, { request, file, input });
    if (unlike !== undefined) return unlike;
    // A request that was made before: its run may be over, even so long that control knows it no more.
    if (!isFresh && !this.#runs.knows(run) && (await hasEnded(this.#runs.store, run))) return { run };
    await provide(this.#runs, file);
    const refused = await this.#requested({ request, file, input, by: user }, written.left);
    if (refused !== undefined) {
      this.#runs.requests.takeFresh(run);
      return refused;
    }
    if (!isFresh && (await hasEnded(this.#runs.store, run))) return { run };
    if (this.#library.followed()) this.#library.follow(run, file, head?.length ?? 0);
    const entered = await this.#entered(run);
    return "refused" in entered ? entered : { run };
  }

  #closedTo(run: RunId, { plan }: PlanFile, input: Json): Refusal | undefined {
    return this.#runs.knows(run) ? undefined : closedTo(this.#runs.control.state, plan, input);
  }

  /** Asks control for a run. Where a pause has come meanwhile, looks again whether the run may begin. */
  async #requested(wish: Wish, documents: readonly Document[]): Promise<Refusal | undefined> {
    const { control } = this.#runs;
    const run = runIdOf(wish.request);
    for (let left = documents; ; left = []) {
      const closed = this.#closedTo(run, wish.file, wish.input);
      if (closed !== undefined) return closed;
      const seen = lastWordOf(control.state);
      const decided = await control.offer((at) => requested(wish, { at, seen }), left);
      if (decided === "stopped") return this.#stopped();
      if (this.#runs.knows(run)) return undefined;
      if (!wasOvertaken(decided)) return turnedAway(control.state, wish);
    }
  }

  /** Runs that triggers start have the library's events too. */
  #followAdmitted(events: readonly ControlEntry[]): void {
    if (!this.#library.followed()) return;
    for (const { event } of events) {
      const file = event.t === "Admitted" ? this.#runs.plans.known(event.plan) : undefined;
      if (event.t === "Admitted" && file !== undefined) this.#library.follow(event.run, file, 0);
    }
  }

  /** So has a run that was resumed before anybody listened, or slept: from what it does next on. */
  #followCommitted(run: RunId, [first]: readonly Placed<RunEvent>[]): void {
    const file = this.#library.followed() ? this.#runs.get(run)?.file : undefined;
    if (first !== undefined && file !== undefined) this.#library.follow(run, file, first.seq);
  }

  resume(beginning?: string): ReturnType<Orchestrator["resume"]> {
    return this.#ask(() => resume(this.#runs, this.#library, (run) => this.#entered(run), beginning));
  }

  sleeps(run: RunId, patience = 0): boolean {
    return this.#runs.asleep.lasts(run, patience) && this.#runs.get(run) === undefined;
  }

  async rest(run: RunId, patience = 0): Promise<Rest> {
    const { drive } = this.#runs;
    if (drive.stopped !== undefined) return { status: "stopped", message: drive.stopped };
    const here = this.#runs.has(run, patience) ? await this.#entered(run) : undefined;
    if (here !== undefined && !("refused" in here)) return await this.#resting.wait(here, patience);
    const folded = await this.#ask(() => foldedOr(this.#runs.store, run));
    if (!("refused" in folded)) return folded.rest;
    if (drive.stopped !== undefined) return { status: "stopped", message: drive.stopped };
    return { status: "refused", ...folded };
  }

  watch: Orchestrator["watch"] = (run, from, see, refused) => this.#watches.begin(run, from, see, refused);

  answer(run: RunId, step: string, value: Json, by?: User, id?: string): ReturnType<Orchestrator["answer"]> {
    return this.#ask(async () => {
      if (id !== undefined && isAccepted(this.#runs.control.state, id)) return { done: true };
      const entered = await this.#goingOn(run);
      if ("refused" in entered) return entered;
      const words = admittedWords({ by: by ?? localUser(entered.file) });
      if ("refused" in words) return words;
      return await answer(this.#runs, entered, { step, value, by: words.ok.by, ...(id && { id }) });
    });
  }

  async callback(token: string, value: Json, by?: User): ReturnType<Orchestrator["callback"]> {
    const run = runOfToken(token);
    if (run === undefined) return unknownToken();
    return await this.#ask(async () => {
      const entered = await this.#goingOn(run);
      if ("refused" in entered)
        return (await wasReturned(this.#runs.store, run, token, value)) ? { done: true } : entered;
      const words = admittedWords({ by: by ?? localUser(entered.file) });
      return "refused" in words ? words : await callback(this.#runs, entered, token, value, words.ok.by);
    });
  }

  order(
    run: RunId,
    step: string | undefined,
    what: Word["order"],
    detail: Json,
    why: string,
    by?: User,
    id?: string,
  ): ReturnType<Orchestrator["order"]> {
    return this.#ask(async () => {
      const entered = await this.#goingOn(run);
      if ("refused" in entered)
        return (await wasOrdered(this.#runs.store, run, id)) ? { done: true } : entered;
      const words = admittedWords({ why, by: by ?? localUser(entered.file) });
      if ("refused" in words) return words;
      return await order(this.#runs, entered, { step, order: what, detail, ...words.ok, ...(id && { id }) });
    });
  }

  ingest(record: Parameters<Orchestrator["ingest"]>[0]): ReturnType<Orchestrator["ingest"]> {
    return this.#ingress.ingest(record);
  }

  arm(request: ArmRequest): ReturnType<Orchestrator["arm"]> {
    this.#untold.length = 0;
    return this.#arm(request);
  }

  async #arm(request: ArmRequest): ReturnType<Orchestrator["arm"]> {
    const armed = await arm(this.#runs, this.#ingress, request);
    if ("done" in armed) await this.#admitting.hold(() => finishOpening(this.#runs, this.order.bind(this)));
    return armed;
  }

  listen(see: (entry: ControlEntry) => void): () => void {
    this.#tell(see, this.#untold);
    this.#listeners.add(see);
    return () => this.#listeners.delete(see);
  }

  #tellListeners(events: readonly ControlEntry[]): void {
    if (!this.#opened) this.#untold.push(...events);
    for (const see of this.#listeners) this.#tell(see, events);
  }

  #tell(see: (entry: ControlEntry) => void, events: readonly ControlEntry[]): void {
    for (const entry of events) {
      try {
        see(entry);
      } catch (error) {
        this.#complaints.listenerFailed(error);
      }
    }
  }

  shown(event: ControlEvent): JsonObject {
    return shownEvent(this.#runs, event);
  }

  questions(): readonly OpenQuestion[] {
    return openQuestions(this.#runs.control.state);
  }

  mayNotAnswer(ref: string, by: User): string | undefined {
    return mayNotAnswer(this.#runs.control.state, ref, by);
  }

  hasTaken(id: string): boolean {
    return isAccepted(this.#runs.control.state, id);
  }

  claim(...[ref, wanted, by, id]: Parameters<Orchestrator["claim"]>): ReturnType<Orchestrator["claim"]> {
    return this.#ask(() => claim(this.#runs, { ref, ...wanted, by, id }));
  }

  consents(user: string): ConsentReport {
    return consentsOf(this.#runs.control.state, user, this.#runs.world.clock.now());
  }

  around(): WorldReport {
    return aroundOf(this.#runs.control.state, this.#runs.world.clock.now(), this.#ingress.refused);
  }

  prunable(runs: readonly Prunable[]): ReturnType<Orchestrator["prunable"]> {
    return this.#ask(() => prunable(this.#runs, runs));
  }

  prune(runs: readonly Prunable[]): ReturnType<Orchestrator["prune"]> {
    return this.#ask(() => prune(this.#runs, runs));
  }

  prunableEvents(before: Instant): ReturnType<Orchestrator["prunableEvents"]> {
    return this.#ask(() => prunableEvents(this.#runs, before));
  }

  pruneEvents(before: Instant, end: Seq): ReturnType<Orchestrator["pruneEvents"]> {
    return this.#ask(() => pruneEvents(this.#runs, before, end));
  }

  members(): ReturnType<Orchestrator["members"]> {
    return membersOf(this.#runs.control.state);
  }

  waits(run: RunId): ReturnType<Orchestrator["waits"]> {
    return waitsOfRun(this.#runs.control.state, run);
  }

  admit(...[mode, why, by, id, scope]: Parameters<Orchestrator["admit"]>): ReturnType<Orchestrator["admit"]> {
    const word = { mode, why, by, id, ...(scope === undefined ? {} : { scope }) };
    return this.#admitting.hold(() => admit(this.#runs, this.order.bind(this), word));
  }

  set(...[setting, why, by, id]: Parameters<Orchestrator["set"]>): ReturnType<Orchestrator["set"]> {
    return setSetting(this.#runs, setting, { why, by, id });
  }

  settings(): ReturnType<Orchestrator["settings"]> {
    return settingsOf(this.#runs.control.state);
  }

  note(...[about, fields, id]: Parameters<Orchestrator["note"]>): ReturnType<Orchestrator["note"]> {
    return note(this.#runs, { about, fields, id });
  }

  settled(patience = 60_000): Promise<readonly RunId[]> {
    const { listen, rest } = this;
    return settled(this.#runs, { listen: listen.bind(this), rest: rest.bind(this) }, patience);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Carries out a request, unless the orchestrator has stopped. */
  async #ask<T>(work: () => Promise<T | Refusal>): Promise<T | Refusal> {
    return await this.#asked.hold(async () =>
      this.#runs.drive.stopped === undefined ? await work() : this.#stopped(),
    );
  }

  async #close(): Promise<void> {
    await this.#runs.close();
    await this.#asked.idle();
    await this.#runs.world.workers.close();
    await this.#runs.store.close();
  }

  /** A run that can still hear something; taken in if it is not here. */
  async #goingOn(run: RunId): Promise<Run | Refusal> {
    const here = this.#runs.get(run);
    if (here !== undefined) return here;
    const wanted = await oneOpen(this.#runs.store, run);
    return "refused" in wanted ? wanted : await this.#entered(wanted[0]?.run ?? run);
  }

  async #entered(run: RunId): Promise<Run | Refusal> {
    if (this.#runs.drive.stopped !== undefined) return this.#stopped();
    return await this.#runs.enter(run);
  }

  #stopped(): Refusal {
    return { refused: "journal", message: this.#runs.drive.stopped ?? "The journal takes nothing more." };
  }
}
