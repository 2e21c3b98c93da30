import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fabric, proxy, wait } from "./fabric.ts";

/* Workers elsewhere: real processes of which some are killed, stopped, cut off, or lie. */

const fab = await fabric(8);

/** How often the run's step was handed over. */
async function dispatches(run: string): Promise<number> {
  const { events } = await fab.ask(`/runs/${run}/events?from=0&limit=100`);
  const kinds = (events as { kind: string }[]).map(({ kind }) => kind);
  return kinds.filter((kind) => kind === "Began" || kind === "Dispatched").length;
}

const connected = (one: { readonly state: string } | undefined): boolean => one?.state === "connected";

test("a step waits for a worker of its pool, and runs there with the worker's own secrets", async () => {
  const run = await fab.run("job", 1);
  expect(await fab.workers()).toEqual([]);
  const why = "edge_a: no worker is connected; cloud_b: no worker is connected";
  await vi.waitFor(
    async () => expect((await fab.ask(`/runs/${run}`)).waiting).toMatchObject([{ why }]),
    wait,
  );
  fab.work("w1");
  expect(await fab.value(run)).toBe("w1");
  expect(fab.calls(1)).toEqual([expect.stringMatching(/^crunch w1 /u)]);
  await vi.waitFor(() => expect(fab.log()).toContain("secret is of w1"), wait);
});

test("each step goes where its measures say, and offers count before what the program declares", async () => {
  fab.work("near", { args: ["--price", "$2.00", "--latency", "3ms"] });
  fab.work("far", { pools: "cloud_b", args: ["--price", "$0.25", "--latency", "80ms"] });
  for (const name of ["near", "far"]) await fab.worker(name, connected);
  expect(await fab.value(await fab.run("cheap", 2))).toBe("far/1");
  expect(await fab.value(await fab.run("near", 3))).toBe("near/1");
});

test("a worker that is killed: what may be repeated is repeated elsewhere, what may not is in doubt", async () => {
  fab.hold();
  const first = fab.work("w1", { args: ["--capacity", "2"] });
  await fab.worker("w1", connected);
  const [job, ship] = [await fab.run("job", 4), await fab.run("once", 5)];
  await fab.called(4, 1);
  await fab.called(5, 1);
  first.kill("SIGKILL");
  await fab.worker("w1", (one) => one?.state === "lost");
  // Nobody is there who could go on with it; one may come.
  fab.work("w2");
  await fab.called(4, 2);
  fab.release();
  expect(await fab.value(job)).toBe("w2");
  await vi.waitFor(async () => expect((await fab.ask(`/runs/${ship}`)).attention).toBe(true), wait);
  const keys = fab.calls(4).map((line) => line.split(" ")[2]);
  expect(new Set(keys).size).toBe(1);
  expect(fab.calls(5)).toHaveLength(1);
});

test("a worker that is stopped for longer than its lease: its late result is refused", async () => {
  fab.hold();
  const first = fab.work("w3");
  await fab.worker("w3", connected);
  const run = await fab.run("job", 6);
  await fab.called(6, 1);
  first.kill("SIGSTOP");
  fab.release();
  fab.work("w4");
  expect(await fab.value(run)).toBe("w4");
  first.kill("SIGCONT");
  await vi.waitFor(() => expect(fab.log()).toMatch(/"worker":"w3","refused":"a result of a job that/u), wait);
  await fab.worker("w3", (one) => connected(one) && one?.standing === "open");
  expect(fab.calls(6).map((line) => line.split(" ")[1])).toEqual(["w3", "w4"]);
  expect(await fab.value(run)).toBe("w4");
});

test("a server that is killed and started again: the job goes on, also one that may not be repeated", async () => {
  fab.hold();
  fab.work("w5", { args: ["--capacity", "2"] });
  await fab.worker("w5", connected);
  const runs = [await fab.run("once", 7), await fab.run("job", 8)];
  await fab.called(7, 1);
  await fab.called(8, 1);
  await fab.killServer();
  // They end while no server is there; their results are sent when there is one.
  fab.release();
  await fab.startServer();
  for (const run of runs) expect(await fab.value(run)).toBe("w5");
  expect([fab.calls(7), fab.calls(8)].map((calls) => calls.length)).toEqual([1, 1]);
});

test("a connection that is cut costs nothing within the lease; one that carries nothing ends with it", async () => {
  const between = await proxy(fab.port);
  fab.hold();
  fab.work("w6", { port: between.port });
  await fab.worker("w6", connected);
  const run = await fab.run("once", 9);
  await fab.called(9, 1);
  between.cut();
  await fab.worker("w6", (one) => one?.state === "away");
  fab.release();
  between.mend();
  expect(await fab.value(run)).toBe("w6");
  expect(fab.calls(9)).toHaveLength(1);
  fab.hold();
  const next = await fab.run("job", 10);
  await fab.called(10, 1);
  between.stall();
  // Nobody hears of the end of a half-open connection. The worker stops as its lease ends, and is given the job again.
  await fab.called(10, 2);
  fab.release();
  expect(await fab.value(next)).toBe("w6");
  const numbers = fab.calls(10).map((line) => line.split(" ")[2]);
  expect(new Set(numbers).size).toBe(1);
  expect(await dispatches(next)).toBe(2);
});

test("a worker whose code is another is given nothing, and the reason is seen", async () => {
  const other = mkdtempSync(join(tmpdir(), "orch-other-"));
  onTestFinished(() => rmSync(other, { recursive: true, force: true }));
  cpSync(join(fab.cwd, "fab.orch"), join(other, "fab.orch"));
  writeFileSync(
    join(other, "h.mjs"),
    "export const crunch = () => ({ at: 'x', by: 'x' }), ship = () => ({ by: 'x' });\n",
  );
  fab.work("w7", { cwd: other });
  await fab.worker("w7", (one) => /^its code of fab\.\w+ is another$/u.test(one?.offers[0]?.unfit ?? ""));
  const { members } = await fab.ask("/resources");
  expect(members).toContainEqual(expect.objectContaining({ id: "w7/1", health: "maintenance" }));
});

test("a worker that drains ends what it does, takes no more, and goes", async () => {
  fab.hold();
  const first = fab.work("w8", { args: ["--capacity", "2"] });
  await fab.worker("w8", connected);
  const run = await fab.run("once", 11);
  await fab.called(11, 1);
  const ended = once(first, "exit");
  first.kill("SIGTERM");
  const health = async (): Promise<readonly string[]> => {
    const { members } = await fab.ask("/resources");
    const own = (members as { id: string; health: string }[]).filter(({ id }) => id.startsWith("w8/"));
    return own.map((one) => one.health);
  };
  await vi.waitFor(async () => expect(await health()).toEqual(["draining", "draining"]), wait);
  const next = await fab.run("job", 12);
  fab.release();
  expect(await fab.value(run)).toBe("w8");
  expect(await ended).toEqual([130, null]);
  await vi.waitFor(async () => expect(await health()).toEqual([]), wait);
  fab.work("w9");
  expect(await fab.value(next)).toBe("w9");
});

test("an operator quarantines and releases a worker, also over a restart of the server", async () => {
  fab.work("wa");
  await fab.worker("wa", connected);
  const said = await fab.ask("/workers/wa/quarantine", { why: "smells" });
  expect(said).toEqual({ worker: "wa", standing: "quarantined" });
  const run = await fab.run("job", 13);
  await fab.killServer();
  await fab.startServer();
  await fab.worker("wa", (one) => connected(one) && one?.standing === "quarantined" && one.why === "smells");
  expect(fab.calls(13)).toEqual([]);
  await fab.ask("/workers/wa/release", { why: "aired" });
  expect(await fab.value(run)).toBe("wa");
  const { decisions } = await fab.ask("/audit/decisions");
  const words = (decisions as { name?: string; value?: string; why?: string; by?: string }[]).filter(
    ({ name }) => name === "server worker wa",
  );
  expect(words.map(({ value, why, by }) => [value, why, by])).toEqual([
    [undefined, "aired", "admin"],
    ["quarantined", "smells", "admin"],
  ]);
});
