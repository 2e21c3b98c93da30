import type { JsonObject } from "@orchlang/plan";
import { type MemoryDisk, type Orchestrator, openMemoryStore } from "@orchlang/runtime";
import type { Job } from "@orchlang/runtime/world";
import type { VirtualTime } from "./virtual.ts";

/**
 * Laws of the shell around the kernel, which hold wherever the process dies:
 *
 * - an attempt is dispatched only after its event is durable, and once: after a crash it has a new number;
 * - whatever the orchestrator acknowledged is in the journal;
 * - the journal is whole, and a run that is open at the end waits for something that can still come.
 */
export class ShellLaws {
  readonly #durable = new Set<string>();
  readonly #dispatched = new Set<string>();
  readonly #acknowledged: { readonly what: string; readonly among: string; readonly id: string }[] = [];
  /** Laws that dispatches have broken. */
  readonly dispatches: string[] = [];

  appended(event: JsonObject): void {
    if (event.t === "Began") {
      const { key } = event.intent as { readonly key: string };
      this.#durable.add(flightName({ key, attempt: Number(event.attempt), dispatch: 1 }));
    } else if (event.t === "Dispatched") {
      const { key, attempt, dispatch } = event;
      this.#durable.add(
        flightName({ key: String(key), attempt: Number(attempt), dispatch: Number(dispatch) }),
      );
    }
  }

  dispatched(job: Job): void {
    const flight = flightName(job);
    if (!this.#durable.has(flight)) this.dispatches.push(`${flight} is dispatched before it is durable`);
    if (this.#dispatched.has(flight)) this.dispatches.push(`${flight} is dispatched twice`);
    this.#dispatched.add(flight);
  }

  /** `among`: the stream whose events have the id. A refusal, or no answer at all, acknowledges nothing. */
  async acknowledged(
    what: string,
    among: string,
    reply: Promise<object | undefined>,
    idOf: (reply: object) => string,
  ): Promise<void> {
    const result = await reply;
    if (result === undefined || "refused" in result) return;
    this.#acknowledged.push({ what, among, id: idOf(result) });
  }

  /** Every law that is broken, at the end of the story. */
  async broken(
    disk: MemoryDisk,
    orchestrator: Orchestrator | undefined,
    time: VirtualTime,
  ): Promise<readonly string[]> {
    return [
      ...this.dispatches,
      ...this.#forgotten(disk),
      ...(await alteredIn(disk)),
      ...(await stuckIn(disk, orchestrator, time)),
    ];
  }

  #forgotten({ streams }: MemoryDisk): readonly string[] {
    const texts = new Map<string, string>();
    for (const [stream, { records }] of streams)
      texts.set(stream, records.map(({ body }) => body).join("\n"));
    return this.#acknowledged.flatMap(({ what, among, id }) =>
      texts.get(among)?.includes(JSON.stringify(id)) === true
        ? []
        : [`${what} was acknowledged and is not in the journal: ${id}`],
    );
  }
}

type Flight = Pick<Job, "key" | "attempt" | "dispatch">;

function flightName({ key, attempt, dispatch }: Flight): string {
  return `${key} ${attempt}.${dispatch}`;
}

async function alteredIn(disk: MemoryDisk): Promise<readonly string[]> {
  const { epoch } = disk;
  const audited = await openMemoryStore(disk).ledger?.audit();
  disk.epoch = epoch;
  return audited?.altered ?? [];
}

/** True if an operator has stopped the run and not yet let it go on. */
function isPaused(records: readonly { readonly body: string }[]): boolean {
  const orders = records.flatMap(({ body }) => {
    const { t, order } = JSON.parse(body) as {
      readonly t: string;
      readonly order?: { readonly order: string };
    };
    return t === "Ordered" && (order?.order === "pause" || order?.order === "unpause") ? [order.order] : [];
  });
  return orders.at(-1) === "pause";
}

/** Open runs that wait for nothing, or for a time that is over. */
async function stuckIn(
  { streams }: MemoryDisk,
  orchestrator: Orchestrator | undefined,
  time: VirtualTime,
): Promise<readonly string[]> {
  if (orchestrator === undefined) return ["no process is left"];
  const stuck: string[] = [];
  for (const [stream, { head, records }] of streams) {
    if (!stream.startsWith("run/") || head.closed || isPaused(records)) continue;
    const run = stream.slice("run/".length) as Parameters<Orchestrator["rest"]>[0];
    let rest: Awaited<ReturnType<Orchestrator["rest"]>> | undefined;
    orchestrator.rest(run, 0).then(
      (found) => {
        rest = found;
      },
      (fault: unknown) => stuck.push(`${run}: ${String(fault)}`),
    );
    await time.play(time.now);
    if (rest === undefined) continue;
    if (rest.status !== "waiting") stuck.push(`${run} is open and ${rest.status}`);
    else if (rest.waiting.length === 0) stuck.push(`${run} is open and waits for nothing`);
    else if (rest.waiting.every((each) => each.for === "time" && each.until < time.now))
      stuck.push(`${run} waits for a time that is over`);
  }
  return stuck;
}
