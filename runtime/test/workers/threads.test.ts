import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { schemas } from "@orchlang/plan/boundary";
import { describe, expect, test, vi } from "vitest";
import { job, longTime, longTimes, marks, place, pool, start, stillClock } from "./jobs.ts";

const path = schemas.optional(schemas.string());
const params = { began: path, until: path, mark: path };
const there = (file: string) => vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });

describe("a handler that never returns is asked to stop, then its thread is ended", () => {
  test.each(["asleep", "spinning"])("%s", async (handler) => {
    const { began } = marks("began");
    const { workers } = pool();
    workers.equip({ it: place(`endless#${handler}`, { params }), ok: place("strays#ok") });
    const one = job("it", { began });
    const [result] = start(workers, [one]);
    await there(began);
    workers.abort(one.key, 1);
    workers.abort(one.key, 1);
    expect(await result).toMatchObject({
      outcome: { failure: { class: "timeout", message: /its thread was ended/ }, reach: "unknown" },
    });
    // The pool goes on with another thread.
    expect(await start(workers, [job("ok")])[0]).toMatchObject({ outcome: { ok: { text: "ok" } } });
  });

  test("at once where it listens, its thread kept", async () => {
    const { began } = marks("began");
    const { workers } = pool({ abortGraceMs: 600_000 });
    workers.equip({ it: place("endless#listening", { params }) });
    const one = job("it", { began });
    const [result] = start(workers, [one]);
    await there(began);
    workers.abort(one.key, 1);
    expect(await result).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "unknown" } });
  });

  test("and its result counts if it finishes all the same", async () => {
    const { began } = marks("began");
    const { workers } = pool({ abortGraceMs: 600_000 });
    workers.equip({ it: place("endless#finishing", { params }) });
    const one = job("it", { began });
    const [result] = start(workers, [one]);
    await there(began);
    workers.abort(one.key, 1);
    expect(await result).toMatchObject({ outcome: { ok: { text: "done all the same" } } });
  });

  test("without harm to others on its thread: they finish first", async () => {
    const { began, other, until } = marks("began", "other", "until");
    const { clock, over } = longTimes();
    const { workers } = pool({ abortGraceMs: longTime }, clock);
    workers.equip({
      it: place("endless#asleep", { params }),
      patient: place("exits#patient", { params }),
      ok: place("strays#ok"),
    });
    const one = job("it", { began });
    const [never, patient] = start(workers, [one, job("patient", { began: other, until })]);
    await Promise.all([there(began), there(other)]);
    workers.abort(one.key, 1);
    // Whoever takes this job has noticed before that the other is to stop.
    await start(workers, [job("ok")])[0];
    over();
    // A job started after the grace is done elsewhere: the old thread takes no more.
    let ended = false;
    void never!.then(() => {
      ended = true;
    });
    for (let n = 0; n < 20; n++) await start(workers, [job("ok")])[0];
    expect(ended).toBe(false);
    writeFileSync(until, "");
    expect(await patient).toMatchObject({ outcome: { ok: { text: "waited" } } });
    expect(await never).toMatchObject({ outcome: { failure: { class: "timeout" } } });
  });
});

describe("a job that was not begun", () => {
  test("comes back unharmed when it is stopped", async () => {
    const { began, until } = marks("began", "until");
    // A busy machine may take its time to see that the spinning one may end.
    const { workers } = pool({ abortGraceMs: 60_000 });
    workers.equip({ it: place("endless#spinning", { params }), ok: place("strays#ok") });
    const [span] = start(workers, [job("it", { began, until })]);
    await there(began);
    const behind = job("ok");
    const [result] = start(workers, [behind]);
    workers.abort(behind.key, 1);
    expect(await result).toMatchObject({
      outcome: {
        failure: { class: "timeout", message: "It was stopped before it had begun." },
        reach: "not_reached",
      },
    });
    writeFileSync(until, "");
    expect(await span).toMatchObject({ outcome: { ok: { text: "span" } } });
  });

  test("goes to another thread when its own is busy computing", async () => {
    const { began, until } = marks("began", "until");
    const { workers } = pool({ threads: 2 });
    workers.equip({ it: place("endless#spinning", { params }), ok: place("strays#ok") });
    const [span] = start(workers, [job("it", { began, until })]);
    await there(began);
    const results = start(
      workers,
      Array.from({ length: 20 }, () => job("ok")),
    );
    for (const result of results) expect(await result).toMatchObject({ outcome: { ok: { text: "ok" } } });
    writeFileSync(until, "");
    await span;
  });

  test("goes to another thread when its own dies", async () => {
    const { began, until } = marks("began", "until");
    const { workers } = pool();
    workers.equip({ it: place("endless#spinning", { params }), ok: place("strays#ok") });
    const one = job("it", { began, until });
    const [span] = start(workers, [one]);
    await there(began);
    const [behind] = start(workers, [job("ok")]);
    workers.abort(one.key, 1);
    expect(await span).toMatchObject({ outcome: { failure: { class: "timeout" } } });
    expect(await behind).toMatchObject({ outcome: { ok: { text: "ok" } } });
  });
});

test("that a handler was not even called in its time is told; not so where it was no longer wanted", async () => {
  const { workers, output } = pool();
  workers.equip({ ok: place("strays#ok") });
  const late = job("ok", {}, { due: 0 });
  const results = start(workers, [late, job("ok", {}, { key: "unwanted" })]);
  workers.abort(late.key, 1);
  workers.abort("unwanted", 1);
  for (const result of await Promise.all(results))
    expect(result).toMatchObject({ outcome: { failure: { class: "timeout" }, reach: "not_reached" } });
  expect(output).toEqual([{ job: late, by: "stderr", text: expect.stringContaining("still being loaded") }]);
});

describe("a thread that ends", () => {
  test("gives back what it had not begun: that is done elsewhere", async () => {
    const { workers } = pool();
    workers.equip({ exit: place("exits#exit", { params }), ok: place("strays#ok") });
    // Both modules are loaded, so that the jobs after these are begun in their order.
    const { mark } = marks("mark");
    writeFileSync(mark, "");
    await Promise.all(start(workers, [job("exit", { mark }), job("ok")]));
    const [exit, ok] = start(workers, [job("exit"), job("ok")]);
    expect(await exit).toEqual({ lost: "worker" });
    expect(await ok).toMatchObject({ outcome: { ok: { text: "ok" } } });
  });

  test("loses all that was begun on it, each reported once", async () => {
    const { began, until } = marks("began", "until");
    const { workers, output } = pool({}, stillClock());
    workers.equip({ exit: place("exits#exit", { params }), patient: place("exits#patient", { params }) });
    const [patient] = start(workers, [job("patient", { began, until })]);
    await there(began);
    const [exit] = start(workers, [job("exit")]);
    expect(await exit).toEqual({ lost: "worker" });
    expect(await patient).toEqual({ lost: "worker" });
    const why = "A thread has ended: something on it called `process.exit(3)`.";
    expect(output).toEqual([{ by: "stderr", text: `${why} 2 calls were on it, of exit, patient.` }]);
  });

  test("leaves the suspects to work alone when they are tried again", async () => {
    const { began, other, until, mark } = marks("began", "other", "until", "mark");
    const { workers } = pool({ threads: 2 });
    workers.equip({ exit: place("exits#exit", { params }), patient: place("exits#patient", { params }) });
    const poison = job("exit", {});
    const [lost] = start(workers, [poison]);
    expect(await lost).toEqual({ lost: "worker" });
    const [patient, beside] = start(workers, [
      job("patient", { began, until }),
      job("patient", { began: other, until }),
    ]);
    await Promise.all([there(began), there(other)]);
    // Both threads are at work; the poisonous one dies on a third.
    const [again] = start(workers, [{ ...poison, dispatch: 2 }]);
    expect(await again).toEqual({ lost: "worker" });
    writeFileSync(mark, "");
    const [healed] = start(workers, [{ ...poison, dispatch: 3, args: { mark } }]);
    expect(await healed).toMatchObject({ outcome: { ok: { text: "the second time" } } });
    writeFileSync(until, "");
    expect(await patient).toMatchObject({ outcome: { ok: { text: "waited" } } });
    expect(await beside).toMatchObject({ outcome: { ok: { text: "waited" } } });
  });

  test("while a module is loaded, again and again: reported as lost, the pool still of use", async () => {
    const { workers, output } = pool({}, stillClock());
    workers.equip({ it: place("exits-on-load#never"), ok: place("strays#ok") });
    const one = job("it");
    expect(await start(workers, [one])[0]).toEqual({ lost: "worker" });
    const text = "Its thread has ended: something on it called `process.exit(4)`.";
    expect(output).toEqual(Array.from({ length: 3 }, () => ({ job: one, by: "stderr", text })));
    expect(await start(workers, [job("ok")])[0]).toMatchObject({ outcome: { ok: { text: "ok" } } });
  });
});

test("many jobs at once come back each with its own result, each once", async () => {
  const { workers } = pool({ threads: 2 });
  workers.equip({ greet: place("well#greet", { params: { name: { type: "string" } } }) });
  const jobs = Array.from({ length: 1000 }, (_, n) => job("greet", { name: `N${n}` }));
  const results = await Promise.all(start(workers, jobs));
  expect(results).toEqual(jobs.map((_job, n) => ({ outcome: { ok: { text: `Hello N${n}` } }, spent: {} })));
});

test("the same dispatch handed over twice is done once", async () => {
  const { began, until } = marks("began", "until");
  const { workers } = pool();
  workers.equip({ count: place("exits#count", { params }), ok: place("strays#ok") });
  const one = job("count", { began, until });
  const [first] = start(workers, [one]);
  workers.start([one], () => {
    throw new Error("reported twice");
  });
  await there(began);
  writeFileSync(until, "");
  expect(await first).toMatchObject({ outcome: { ok: { text: "waited" } } });
  await start(workers, [job("ok")])[0];
  expect(readFileSync(began, "utf8")).toBe("begun\n");
});

test("results do not wait for the end of their batch", async () => {
  const { began, until } = marks("began", "until");
  const { workers } = pool();
  workers.equip({ patient: place("exits#patient", { params }), ok: place("strays#ok") });
  const [patient, ok] = start(workers, [job("patient", { began, until }), job("ok")]);
  expect(await ok).toMatchObject({ outcome: { ok: { text: "ok" } } });
  writeFileSync(until, "");
  expect(await patient).toMatchObject({ outcome: { ok: { text: "waited" } } });
});
