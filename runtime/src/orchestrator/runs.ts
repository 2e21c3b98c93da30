import type { RunId } from "@orchlang/kernel";
import { attentionOf, mayNeed, shortenClosed, wasAdmitted } from "@orchlang/kernel/control";
import type { RunCommand } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";
import { CellMap } from "../drive/cell-map.ts";
import { Drive } from "../drive.ts";
import { hooked } from "../hooks/hooked.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import { restingControl, restingRun } from "../library/secrets.ts";
import type { Refusal } from "../orchestrator-types.ts";
import { neverBegun } from "../workers/stopped.ts";
import type { Job, JobResult, World } from "../world/world.ts";
import { tokenFor } from "./callback-token.ts";
import { carryControl } from "./carry-control.ts";
import { plansAround } from "./context-of.ts";
import { Deploys, redeployed, runnable } from "./deploy.ts";
import { Equipped, PlaceNames } from "./equipped.ts";
import { hasEnded, runOf } from "./find.ts";
import { reported, started } from "./input.ts";
import type { LiveRuns } from "./live-runs.ts";
import { Asleep, Entering, Passivation, rests } from "./passivation.ts";
import { Plans } from "./plans.ts";
import { Redelivery } from "./redelivery.ts";
import type { Registry } from "./registry.ts";
import { type RunRequest, requestOf, unaskedFor } from "./request.ts";
import { Requests } from "./requests.ts";
import {
  ControlSnapshots,
  controlStream,
  type LiveControl,
  newControl,
  newRun,
  type Run,
  recoverRun,
} from "./run.ts";
import { hookAdapter, type RunHooks, type RunsHooks } from "./run-hooks.ts";
import { UnderWay } from "./under-way.ts";

/**
 * The streams of this process and what goes on between them: jobs to the workers and their results back, messages
 * between runs and control, runs that control admits. The machines decide; nothing here does.
 */
export class Runs implements LiveRuns {
  readonly store: Store;
  readonly plans: Plans;
  readonly requests: Requests;
  readonly world: World;
  readonly drive: Drive;
  readonly control: LiveControl;
  readonly registry: Registry;
  readonly policies: RunHooks;
  readonly deploys: Deploys;
  readonly asleep: Asleep;
  readonly #root: string | undefined;
  readonly #hooks: RunsHooks;
  readonly #runs = new CellMap<RunId, Run>();
  readonly #entering = new Entering<Run>();
  readonly #underWay = new UnderWay((run) => this.#lookAgain(run));
  readonly #redelivery = new Redelivery({
    runs: this,
    underWay: this.#underWay,
    read: (id, file, request, root) => this.#run(id, file, request, root),
    carry: (run, command, resumed) => this.#carryRun(run, command, resumed),
  });
  readonly #places = new PlaceNames();
  readonly #equipped = new Equipped(this, this.#places);
  readonly #passivation: Passivation;
  readonly #jobs: Job[] = [];

  constructor(
    store: Store,
    world: World,
    registry: Registry,
    policies: RunHooks,
    root: string | undefined,
    hooks: RunsHooks,
  ) {
    this.store = store;
    this.plans = new Plans(store);
    this.requests = new Requests(store, this.plans);
    const adapter = hookAdapter(policies, (run) => this.#runs.get(run));
    this.world = { ...world, workers: hooked(world.workers, world.clock, adapter) };
    this.registry = registry;
    this.deploys = new Deploys(registry);
    this.policies = policies;
    this.#root = root;
    this.#hooks = hooks;
    const fail = (error: unknown): void => this.fail(error);
    this.asleep = new Asleep(store, world.clock, (run) => this.rouse(run), fail);
    this.#passivation = new Passivation(store, this.#runs, {
      rests: (run) => !hooks.awaited(run.id) && rests(this, run),
      letGo: (run) => this.#letGo(run),
      failed: fail,
    });
    this.drive = new Drive(store, world.clock, {
      turned: (streams) => {
        this.#dispatch();
        for (const { id } of streams) {
          const run = runOf(id);
          if (run !== undefined) hooks.changed(run);
        }
        hooks.turned();
        this.#passivation.look();
      },
      idle: hooks.turned,
      stopped: (message, fault) => {
        this.asleep.clear();
        hooks.stopped(message, fault);
      },
      recovered: async (stream) => {
        await this.#redelivery.afterFailedAppend(stream, this.#runs.values());
        this.#dispatch();
      },
    });
    const snapshots = new ControlSnapshots(store, fail);
    this.control = newControl(
      {
        carry: (command) => carryControl(this, command),
        committed: (events) => {
          snapshots.committed(this.control);
          // Called before a run is let go: its plan decides how much of its `closed` message may be shown.
          hooks.decided(events);
          for (const { event } of events) if (event.t === "Forgot") this.#forget(event.run);
        },
        ...(store.sealer && { rests: restingControl(store.sealer, controlStream, plansAround(this)) }),
      },
      (live) => this.drive.stir(live),
    );
  }

  /** Reads control's stream. Throws `DamagedJournal`. */
  async open(): Promise<void> {
    await this.control.recover(this.store);
    for (const id of this.control.state.runs.keys()) {
      if (await hasEnded(this.store, id)) await this.#redelivery.repeatClosed(id);
    }
    this.drive.add(this.control);
    // Triggers count only as long as the process lives that armed them.
    if (this.control.state.armed !== undefined) await this.control.offer((at) => ({ t: "Disarmed", at }));
    // Alarms that fell due while the process was down count before any request to it.
    await this.drive.rest();
  }

  get(run: RunId): Run | undefined {
    return this.#runs.get(run);
  }

  /** True if control remembers having admitted it. */
  knows = (run: RunId): boolean => wasAdmitted(this.control.state, run);

  /** True if it is here, is being read, or is to be woken by time within so many ms. */
  has(run: RunId, patience: number): boolean {
    return this.#runs.has(run) || this.#entering.has(run) || (patience > 0 && this.asleep.has(run));
  }

  /** True if anything under way could still move this run. */
  busy({ id, live }: Run): boolean {
    return this.#entering.has(id) || live.busy || this.#underWay.anythingOf(id);
  }

  /**
   * Takes a run in: reads it from the journal, or starts it where control has admitted it and nothing was written yet.
   * One that is damaged is refused, and nothing else is disturbed.
   */
  async enter(id: RunId): Promise<Run | Refusal> {
    const here = this.#runs.get(id);
    if (here !== undefined && !this.#entering.has(id)) return here;
    try {
      return await this.#entering.once(id, () => this.#enter(id));
    } catch (error) {
      if (!(error instanceof DamagedJournal)) throw error;
      this.#setAside(id);
      return { refused: "journal", message: error.message };
    } finally {
      this.#lookAgain(id);
    }
  }

  async #enter(id: RunId): Promise<Run | Refusal> {
    const fresh = this.requests.takeFresh(id);
    const request = fresh ?? (await requestOf(this.store, id));
    if (request === undefined) return unaskedFor(id);
    const file = await this.plans.get(request.plan);
    if ("refused" in file) return file;
    const root = this.#root ?? request.root;
    const deploy = runnable(this, file, root, request);
    if ("refused" in deploy) return deploy;
    const run = this.#run(id, file, request, root);
    if (fresh === undefined) await this.#recovered(run);
    else run.live.begin();
    this.#runs.set(id, run);
    this.#equipped.by(run, this.#runs.values());
    this.asleep.delete(id);
    if (run.live.length > 0) {
      redeployed(run, deploy);
      await this.#redelivery.repeatAll(run);
      this.#dispatch();
    }
    const begun = run.live.length > 0 ? undefined : run.live.offer(started(run));
    if (begun !== undefined) await this.#redelivery.fromControl(run);
    // Only now, so that what was lost is decided before what has come due meanwhile.
    this.drive.add(run.live);
    this.#attend(run, true);
    if ((await begun) !== "stopped") return run;
    return { refused: "journal", message: this.drive.stopped ?? "The journal takes nothing more." };
  }

  async #recovered(run: Run): Promise<void> {
    await recoverRun(run, this.store);
    const head = await this.store.head(run.live.id);
    if (head?.due !== undefined && head.length === run.live.length) this.#passivation.noted(run);
  }

  /** A run can't resume here: logged, because no caller is waiting. */
  left(run: RunId, why: Refusal): void {
    this.#hooks.left(run, why);
  }

  /** Once the loop has ended: nothing is written any more. */
  async close(): Promise<void> {
    await this.drive.close();
    await this.#passivation.over;
  }

  /** A journal that cannot be read any more stops everything; anything else is a fault of this program. */
  fail(error: unknown): void {
    if (error instanceof DamagedJournal) this.drive.halt(error.message);
    else this.drive.halt("The orchestrator has a fault of its own.", error);
  }

  #run(id: RunId, file: PlanFile, request: RunRequest, root: string): Run {
    const run = newRun(
      { id, file, request, root },
      {
        carry: (command) => this.#carryRun(run, command),
        committed: (events) => {
          // The most recently active run is passivated last.
          this.#runs.moveToEnd(id);
          this.#hooks.committed(id, events);
          const isInNeed = events.some(({ event }) => mayNeed(run.live.state, event));
          this.#attend(run, isInNeed);
        },
        ...(this.store.sealer && { rests: restingRun(this.store.sealer, file.plan, `run/${id}`) }),
      },
      (live) => this.drive.stir(live),
    );
    return run;
  }

  /** True if a run waits for an operator is looked at where it may be otherwise than control knows. */
  #attend({ id, live }: Run, mayNeed: boolean): void {
    const known = this.control.state.runs.get(id)?.attention;
    const needs = attentionOf(live.plan, live.state, { known, mayNeed });
    if (needs === undefined) return;
    void this.#underWay.talkUntil(
      id,
      this.control.offer((at) => ({ t: "Attention", at, run: id, needs })),
    );
  }

  #carryRun({ id, file, root, live }: Run, command: RunCommand, resumed?: true): void {
    switch (command.do) {
      case "dispatch": {
        const { do: _, ...what } = command;
        this.#underWay.give(id, command);
        const place = this.#places.of(file.id, root, command.capability);
        const again = resumed === undefined ? {} : { resumed };
        this.#jobs.push({ run: id, place, ...what, ...again, ...tokenFor(live, command) });
        return;
      }
      case "abort":
        this.#abort(command);
        return;
      case "send": {
        const { from, body } = command;
        const ack = live.state.marks.get(controlStream) ?? -1;
        const ask = shortenClosed(body, this.control.state, live.plan.entry);
        const taken = this.control.offer((at) => ({ ack, ask, at, from, t: "Heard" }));
        void this.#underWay.talkUntil(id, taken);
        return;
      }
      case "wake":
        // The loop asks the machine itself when it wants to be woken.
        return;
      default:
        command satisfies never;
    }
  }

  /** Decided in the turn that also made it, it has not gone to the workers yet, and does not. */
  #abort({ key, attempt }: Extract<RunCommand, { do: "abort" }>): void {
    const at = this.#jobs.findIndex((job) => job.key === key && job.attempt === attempt);
    const [job] = at < 0 ? [] : this.#jobs.splice(at, 1);
    if (job === undefined) this.world.workers.abort(key, attempt);
    else this.#report(job, neverBegun);
  }

  /** A job has ended after the last turn: without this, those who wait for rest would not be woken. */
  #lookAgain(run: RunId): void {
    this.#hooks.changed(run);
    if (this.drive.idle) this.#hooks.turned();
  }

  #dispatch(): void {
    const jobs = this.#jobs.splice(0);
    if (jobs.length > 0) this.world.workers.start(jobs, (job, result) => this.#report(job, result));
  }

  #report(job: Job, result: JobResult): void {
    const answer = this.#runs.get(job.run)?.live.offer(reported(job, result));
    if (answer !== undefined) this.#underWay.endsWith(job.run, job, answer);
  }

  /** The store has recorded that the run rests. Holders of this object find the run again through the journal. */
  #letGo({ id, live }: Run): void {
    this.drive.remove(live);
    live.moveTo(async (input, documents) => {
      const again = await this.enter(id);
      return "refused" in again ? "stopped" : await again.live.offer(input, documents);
    });
    this.#runs.delete(id);
    this.asleep.add(id, live.nextWake ?? null);
  }

  /** Resumes a run without a caller waiting: if it can't, that is logged. */
  async rouse(run: RunId): Promise<void> {
    const entered = await this.enter(run);
    if (!("refused" in entered)) return;
    // No caller is waiting; resuming it by name returns the same refusal.
    this.asleep.delete(run);
    this.left(run, entered);
  }

  /** Control has let go of a run: nothing of it is to come. */
  #forget(run: RunId): void {
    // A result that came too late would keep it busy for ever.
    this.#runs.get(run)?.live.leave();
    this.#setAside(run);
    this.#hooks.changed(run);
  }

  #setAside(run: RunId): void {
    const here = this.#runs.get(run);
    if (here !== undefined) this.drive.remove(here.live);
    this.#runs.delete(run);
    this.asleep.delete(run);
    this.#underWay.forget(run);
  }
}
