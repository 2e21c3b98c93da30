import type { ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { openJournal } from "@orchlang/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ended, ending, orch, resultOf, start } from "./orch.ts";

/*
 * The campaign is killed by SIGKILL at instants spread over its life: half of them between its start and the moment at
 * which it waits for a person, half between the answer and its end. `LAWS=5` kills it five times as often. The instants
 * are fractions of what the same phases took undisturbed in this very run, so they fall everywhere on any machine. Each
 * start of the binary takes a good second of a processor: so two campaigns go on side by side, as those did that were
 * timed; what comes before the answer is done once and copied; and the journals are read in here.
 */
const folders: string[] = [];
const killsEach = Number(process.env.LAWS ?? 1);
const atOnce = 2;
/*
 * The example's time limits hold on a machine that has time for it. Here it gets minutes where it asks for seconds: a
 * start that takes long, among other tests, is not what is tried.
 */
const example = patient(fileURLToPath(new URL("../../examples/campaign-launch", import.meta.url)));
const answer = '{"granted":true}';

interface Place {
  readonly out: string;
  readonly store: string;
}

let undisturbed: {
  readonly toApproval: number;
  readonly toEnd: number;
  readonly messages: readonly string[];
  /** As the run waited for the answer, and which it is. */
  readonly waiting: string;
  readonly run: string;
};

function patient(of: string): string {
  const folder = newFolder();
  cpSync(of, folder, { recursive: true });
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
  const file = join(folder, "campaign.orch");
  const text = readFileSync(file, "utf8");
  const longer = text.replaceAll(/(?<=latency +<= |timeout )(\d+)s/g, "$1m");
  expect(longer).not.toBe(text);
  writeFileSync(file, longer);
  return folder;
}

function newPlace(): Place {
  return placeIn(newFolder());
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "orch-kill-"));
  folders.push(folder);
  return folder;
}

function placeIn(folder: string): Place {
  return { out: join(folder, "out"), store: join(folder, "journal.db") };
}

function environment(place: Place): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  return { cwd: example, env: { ORCH_EXAMPLE_OUT: place.out } };
}

function launching(place: Place): readonly string[] {
  return [
    "run",
    "campaign.orch",
    "--input",
    "@input.json",
    "--store",
    place.store,
    "--request",
    "launch",
    "--format",
    "json",
  ];
}

function answering(place: Place, run: string): readonly string[] {
  return ["answer", run, "review", answer, "--store", place.store, "--format", "json"];
}

/** Of several at once: how the first ended, and how long they took on average. */
async function timed(
  places: readonly Place[],
  work: (place: Place) => Promise<Ended>,
): Promise<{ readonly ended: Ended; readonly took: number }> {
  const ends = await Promise.all(
    places.map(async (place) => {
      const began = performance.now();
      const ended = await work(place);
      return { ended, took: performance.now() - began };
    }),
  );
  const [first] = ends;
  if (first === undefined) throw new Error("there is a place");
  return { ended: first.ended, took: ends.reduce((sum, { took }) => sum + took, 0) / ends.length };
}

/** Each kill of a phase, some at once. */
async function eachKill(work: (kill: number) => Promise<void>): Promise<void> {
  const kills = Array.from({ length: killsEach }, (_, kill) => kill).values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const kill of kills) await work(kill);
    }),
  );
}

/** Ends the process at an instant, by a signal that nothing can catch. */
async function killedAt(child: ChildProcess, ms: number): Promise<void> {
  const over = ending(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  await over;
  clearTimeout(timer);
}

beforeAll(async () => {
  const places = Array.from({ length: atOnce }, newPlace);
  const [place = newPlace()] = places;
  const launched = await timed(places, (one) => orch(launching(one), environment(one)));
  expect(launched.ended, launched.ended.stderr).toMatchObject({ code: 3 });
  const run = String(resultOf(launched.ended).run);
  const waiting = newFolder();
  cpSync(dirname(place.store), waiting, { recursive: true });
  const answered = await timed(places, (one) => orch(answering(one, run), environment(one)));
  expect(answered.ended).toMatchObject({ code: 0 });
  const messages = recipients(place);
  undisturbed = { toApproval: launched.took, toEnd: answered.took, messages, waiting, run };
  expect(undisturbed.messages.length).toBeGreaterThan(100);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test(`killed at ${killsEach} instants before the approval`, { timeout: 3_600_000 }, async () => {
  await eachKill(async (kill) => {
    const place = newPlace();
    const instant = (undisturbed.toApproval * (kill + 0.5)) / killsEach;
    await killedAt(start(launching(place), environment(place)), instant);
    // The same request once more: it starts the run where it was not started yet, and goes on with it where it was.
    const again = [...launching(place), "--answer", `review=${answer}`];
    await expectWhole(place, await orch(again, environment(place)), instant);
  });
});

test(`killed at ${killsEach} instants between the answer and the end`, { timeout: 3_600_000 }, async () => {
  await eachKill(async (kill) => {
    const { waiting, run } = undisturbed;
    const folder = newFolder();
    cpSync(waiting, folder, { recursive: true });
    const place = placeIn(folder);
    const instant = (undisturbed.toEnd * (kill + 0.5)) / killsEach;
    await killedAt(start(answering(place, run), environment(place)), instant);
    const resumed = await orch(
      ["resume", run, "--answer", `review=${answer}`, "--store", place.store, "--format", "json"],
      environment(place),
    );
    await expectWhole(place, resumed, instant);
  });
});

/** The run completed; its messages are there once each; one task was opened; the journal decides the same again. */
async function expectWhole(place: Place, ended: Ended, instant: number): Promise<void> {
  const killed = `killed after ${Math.round(instant)} ms: ${ended.stderr}${ended.stdout.slice(-2_000)}`;
  expect(ended.code, killed).toBe(0);
  const events = journal(place);
  const run = events.find(({ stream }) => stream.startsWith("run/"))?.stream.slice(4) ?? "";
  expect(events.filter(({ event }) => event.t === "Closed" && event.status === "completed")).toHaveLength(1);
  expect(events.filter(({ event }) => event.t === "Opened")).toHaveLength(1);
  expect(recipients(place), killed).toEqual(undisturbed.messages);
  const begun = events.filter(
    ({ event }) => event.t === "Began" && event.capability?.endsWith("queue_mailing"),
  );
  expect(new Set(begun.map(({ event }) => event.intent?.key)).size).toBe(1);
  const opened = await openJournal(place.store);
  if ("fault" in opened) throw new Error(opened.message);
  expect(await opened.replay(run), killed).toMatchObject({ same: true });
  expect(await opened.verify(run), killed).toMatchObject({ whole: true });
  await opened.close();
  rmSync(dirname(place.store), { recursive: true, force: true });
}

interface JournalLine {
  readonly stream: string;
  readonly event: {
    readonly t: string;
    readonly status?: string;
    readonly capability?: string;
    readonly intent?: { readonly key: string };
  };
}

function journal(place: Place): readonly JournalLine[] {
  const db = new DatabaseSync(place.store, { readOnly: true });
  const rows = db.prepare("SELECT stream, body FROM events ORDER BY stream, seq").all();
  db.close();
  return rows.map((row) => ({
    stream: String(row.stream),
    event: JSON.parse(String(row.body)) as JournalLine["event"],
  }));
}

/** Every message's recipient, sorted: a message that is there twice is listed twice. */
function recipients(place: Place): readonly string[] {
  const outbox = join(place.out, "outbox");
  return readdirSync(outbox)
    .map((file) => /^To: (.+)$/m.exec(readFileSync(join(outbox, file), "utf8"))?.[1] ?? file)
    .sort();
}
