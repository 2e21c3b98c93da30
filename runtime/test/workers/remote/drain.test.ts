import { expect, test } from "vitest";
import { RemoteWorker } from "../../../src/workers/remote/worker.ts";
import type { Clock } from "../../../src/world/world.ts";

/** A clock whose alarms the test rings. */
class Bell implements Clock {
  at = 0;
  readonly #due = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.at;
  }

  wake(at: number, call: () => void): () => void {
    const one = { at, call };
    this.#due.add(one);
    return () => this.#due.delete(one);
  }

  pass(ms: number): void {
    this.at += ms;
    for (const one of [...this.#due]) {
      if (one.at > this.at || !this.#due.delete(one)) continue;
      one.call();
    }
  }
}

function worker(clock: Clock): RemoteWorker {
  return new RemoteWorker({
    hello: { worker: "w1", version: "0", offers: [], codes: {} } as never,
    places: {},
    workers: { start: () => undefined, abort: () => undefined } as never,
    clock,
    refused: () => undefined,
  });
}

async function hasEnded(drained: Promise<void>): Promise<boolean> {
  const later = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return await Promise.race([drained.then(() => true), later]);
}

test("a worker whose server is gone has drained after the length of the lease", async () => {
  const clock = new Bell();
  const one = worker(clock);
  const link = { send: () => undefined, close: () => undefined };
  one.connected(link);
  one.receive(JSON.stringify({ says: "welcome", lease: 1_000 }));
  const drained = one.drain();
  expect(await hasEnded(drained)).toBe(false);
  one.disconnected(link);
  clock.pass(999);
  expect(await hasEnded(drained)).toBe(false);
  clock.pass(2);
  expect(await hasEnded(drained)).toBe(true);
});

test("a worker that connects again is drained by the server", async () => {
  const clock = new Bell();
  const one = worker(clock);
  const link = { send: () => undefined, close: () => undefined };
  one.connected(link);
  one.receive(JSON.stringify({ says: "welcome", lease: 1_000 }));
  const drained = one.drain();
  one.disconnected(link);
  one.connected(link);
  one.receive(JSON.stringify({ says: "welcome", lease: 1_000 }));
  clock.pass(1_001);
  expect(await hasEnded(drained)).toBe(false);
  one.receive(JSON.stringify({ says: "drained" }));
  expect(await hasEnded(drained)).toBe(true);
});
