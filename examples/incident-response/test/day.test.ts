import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "@orchlang/compiler";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Json, JsonObject } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import { verifyExport } from "@orchlang/runtime/journal";
import { judgeRun } from "@orchlang/simulator";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { Aedes } from "aedes";
import mqtt from "mqtt";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import { type Exported, holdings } from "../city/journal.ts";
import { type Ask, killedServer, wait } from "./killed.ts";

/*
 * A day of the city under a real `orch serve`: reports come over MQTT, a WebSocket and HTTP, two people answer,
 * everything is paused, a budget is changed, and the server is killed in each part of the day.
 */

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = existsSync(join(root, "cli/dist/bundle/main.js"));
const city = fileURLToPath(new URL("../city/", import.meta.url));
const prefix = "std.response.workflows.";

/** After how many answers the server is killed. It takes three seconds to start again; `LAWS=2` kills it ten times. */
const killed =
  Number(process.env.LAWS ?? 1) > 1
    ? { morning: [2, 4, 6], evening: [3, 8, 13, 18, 24] }
    : { morning: [4], evening: [3, 13, 24] };

// ---- the scenarios that tell what the people answer, and what is expected ----

/** Of each workflow the first, in which all goes well; of this one another, since patrols drive for ten hours. */
const otherwise: Readonly<Record<string, string>> = { gang_activity: "the commander keeps the patrols" };

const host = {
  read: (path: string) => ({ text: readFileSync(city + path.slice(1), "utf8") }),
  standard: standardModule,
  standardModules,
};
const program = compile({ files: ["/city.orch"], root: "/" }, host).world();
const names = standardModules.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));

/** A scenario of the library, by its workflow. */
function scenarioOf(workflow: string, says = otherwise[workflow]) {
  const text = standardModule(prefix + workflow)?.text ?? "";
  const read = (path: string) =>
    path === "/main.orch" ? { text } : { fault: "missing" as const, message: "there is no such file" };
  const { scenarios } = compile({ files: ["/main.orch"], root: "/" }, { ...host, read });
  const found = scenarios.find(
    (one) => one.target === `${prefix}${workflow}.${workflow}` && (says === undefined || one.says === says),
  );
  if (found === undefined) throw new Error(`${workflow} has no such scenario`);
  return found;
}

const scenarios = new Map(names.map((name) => [name, scenarioOf(name)]));
const withoutPicture = scenarioOf("gunfire_response", "the drone does not take off");
/** On a slow machine ninety seconds may pass before the first is answered. */
const asksAbove = scenarioOf("officer_distress", "the watch commander decides instead");

/** The answers of the scenarios, by the capability that asks. */
const answers = new Map<string, Json>(
  [asksAbove, ...scenarios.values()].flatMap(({ clauses }) =>
    clauses.flatMap((clause) => {
      if (clause.kind !== "answer") return [];
      const found = evaluate(clause.value, { read: ({ name }) => ({ unknown: [name] }) });
      return "value" in found ? [[clause.capability, found.value] as const] : [];
    }),
  ),
);

// ---- the sources -------------------------------------------------------------

interface Line {
  readonly event: string;
  readonly from: string;
  readonly at: string;
  readonly fields: JsonObject;
}

/** The morning's reports, as if they had been made half a day ago; each with a name by which it is recognised. */
function reports() {
  const lines = readFileSync(`${city}morning.ndjson`, "utf8").trim().split("\n");
  const morning = lines.map((line) => JSON.parse(line) as Line);
  const ago = Date.now() - 12 * 3_600_000 - Date.parse(morning[0]?.at ?? "");
  const made = morning.map((line, nth) => ({
    ...line,
    id: `report ${nth}`,
    at: new Date(Date.parse(line.at) + ago).toISOString(),
  }));
  const third = (rest: number) => made.filter((_, nth) => nth % 3 === rest);
  return { field: third(0), desk: third(1), posted: third(2) };
}

/** For each kind of event a mapping of messages that have the form of an ingress record. */
function mapsOf(lines: readonly Line[]) {
  const kinds = new Map(lines.map((line) => [line.event, line]));
  return [...kinds.values()].map(({ event, from, fields }) => ({
    where: { "/event": event },
    event,
    from,
    at: "/at",
    id: "/id",
    fields: Object.fromEntries(Object.keys(fields).map((name) => [name, `/fields/${name}`])),
  }));
}

/** A broker that keeps what nobody has acknowledged, and a feed that tells everything anew at each connection. */
async function outside(desk: readonly Line[]) {
  const aedes = await Aedes.createBroker();
  const broker = createServer(aedes.handle).listen(0, "127.0.0.1");
  const feed = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await Promise.all([once(broker, "listening"), once(feed, "listening")]);
  feed.on("connection", (socket) => {
    for (const line of desk) socket.send(JSON.stringify(line));
  });
  const [mqttPort, feedPort] = [broker, feed].map((server) => (server.address() as AddressInfo).port);
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${mqttPort}`);
  onTestFinished(async () => {
    await client.endAsync(true);
    for (const socket of feed.clients) socket.terminate();
    feed.close();
    await new Promise<void>((resolve) => aedes.close(() => broker.close(() => resolve())));
  });
  return {
    publish: async (line: Line) => {
      await client.publishAsync(`city/${line.from}`, JSON.stringify(line), { qos: 1 });
    },
    sources: {
      field: { kind: "mqtt", url: `mqtt://127.0.0.1:${mqttPort}`, topics: ["city/+"], client: "orch-city" },
      desk: { kind: "websocket", url: `ws://127.0.0.1:${feedPort}` },
    },
  };
}

// ---- the people --------------------------------------------------------------

interface Task {
  readonly task: string;
  readonly asked: number;
  readonly due?: number;
  readonly capability: string;
  readonly may: { readonly answer: boolean };
}

/** In the morning somebody answers only what has to be known within minutes. */
const urgentWithin = 6 * 60_000;

/** Answers once what somebody is asked and may still answer, as the scenario says. */
async function answerAll(ask: Ask, name: string, within = Infinity): Promise<void> {
  const { body } = await ask("/tasks");
  for (const { task, capability, may, asked, due = Infinity } of body.tasks as readonly Task[]) {
    if (!may.answer || due - asked > within) continue;
    const value = answers.get(capability);
    const reply = await ask("/tasks/answer", { task, value }, `${name} answers ${task}`);
    // The other one may have been faster.
    expect([202, 404, 409]).toContain(reply.status);
  }
}

interface Listed {
  readonly run: string;
  readonly entry: string;
  readonly status: string;
  readonly paused: boolean;
}

async function runsOf(ask: Ask): Promise<readonly Listed[]> {
  return (await ask("/runs?limit=200")).body.runs as readonly Listed[];
}

const isWorkflow = ({ entry }: Listed) => entry.startsWith(prefix);

test.skipIf(!built)(
  "a day of the city ends as its scenarios say, although the server is killed in each part of it",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "city-day-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { field, desk, posted } = reports();
    const { publish, sources } = await outside(desk);
    const settings = {
      sources: {
        field: { ...sources.field, maps: mapsOf(field) },
        desk: { ...sources.desk, maps: mapsOf(desk) },
      },
    };
    writeFileSync(join(folder, "server.json"), JSON.stringify(settings));
    const server = await killedServer(`${city}city.orch`, folder);
    const roles = [...(standardModule("std.response.people")?.text ?? "").matchAll(/^role (\w+)/gmu)].map(
      ([, role]) => `std.response.people.${role}`,
    );
    const person = async (user: string) =>
      await server.token({ name: user, user, role: "approver", roles, clearance: "personal" });
    const [eve, ida] = [await person("eve"), await person("ida")];
    const olga = await server.token({ name: "olga", user: "olga", role: "operator", clearance: "personal" });
    const done = async (path: string, body: object, key: string) => {
      const reply = await olga(path, body, key);
      expect([path, reply.status, reply.body.code]).toEqual([path, 202, undefined]);
      return reply.body;
    };
    const killsAfter = async (counts: readonly number[]) => {
      const before = server.acknowledged();
      for (const count of counts) {
        const enough = () => expect(server.acknowledged() - before).toBeGreaterThanOrEqual(count);
        await vi.waitFor(enough, { ...wait, interval: 1 });
        await server.kill();
      }
    };

    // Morning: the pools, and reports from everywhere.
    const pools = JSON.parse(readFileSync(`${city}pools.json`, "utf8")) as object;
    await done("/events/ingest", { registry: "city", ...pools }, "pools");
    const morning = async () => {
      await Promise.all(field.map(publish));
      for (const line of posted) await done("/events/ingest", line, line.id);
    };
    const beginning = async () => {
      await vi.waitFor(async () => {
        await Promise.all([answerAll(eve, "eve", urgentWithin), answerAll(ida, "ida", urgentWithin)]);
        const begun = (await runsOf(olga)).filter(isWorkflow);
        expect(begun.map(({ entry }) => entry.split(".").at(-1)).toSorted()).toEqual(names.toSorted());
      }, wait);
    };
    await Promise.all([morning(), beginning(), killsAfter(killed.morning)]);

    // Noon: everything rests, also when the server has died.
    await done("/kernel/pause", { why: "a drill" }, "pause");
    const lengths = async () => {
      const runs = await runsOf(olga);
      expect(runs.filter(({ status, paused }) => status !== "completed" && !paused)).toEqual([]);
      return await Promise.all(
        runs.map(async ({ run }) => [run, (await olga(`/runs/${run}`)).body.events] as const),
      );
    };
    await server.kill();
    const resting = await lengths();
    await server.kill();
    expect(await lengths()).toEqual(resting);
    expect((await done("/kernel/resume", { why: "the drill is over" }, "resume")).mode).toBe("open");

    // Afternoon: there is no more money for flights, and shots are heard once more.
    const changed = { value: "$0.10", why: "the month is over", expects: 0 };
    await done("/settings/flight_budget", changed, "budget");
    const fields = { detection: "D2", location: { lat: 48.29, lon: 16.5 }, rounds: 2, confidence: "97%" };
    const shots = { event: "shots_heard", from: "gunshot_detection", fields };
    await done("/events/ingest", { ...shots, id: "shots again" }, "shots again");

    // Evening: two people answer until all is over.
    const answering = async () => {
      await vi.waitFor(async () => {
        await Promise.all([answerAll(eve, "eve"), answerAll(ida, "ida")]);
        const runs = await runsOf(olga);
        expect(runs.filter(isWorkflow)).toHaveLength(21);
        expect(runs.filter(({ status }) => status !== "completed")).toEqual([]);
        // The board hears of each run, except of one that ends before the installation is open again.
        const { body } = await olga("/triggers/city.response_is_over/decisions?limit=100");
        const fired = (body.decisions as readonly { readonly fired: boolean }[]).map((one) => one.fired);
        expect(fired).toHaveLength(21);
        expect(runs).toHaveLength(21 + fired.filter((one) => one).length);
      }, wait);
    };
    await Promise.all([answering(), killsAfter(killed.evening)]);
    expect(server.lost()).toBeGreaterThan(0);

    // Everything was reported once, however often it was sent.
    const { body: history } = await olga("/events/history?kind=occurrence&limit=1000");
    expect(history.events).toHaveLength(field.length + desk.length + posted.length + 1);

    const lines = (await server.text("/audit/export")).trimEnd().split("\n");
    expect(await verifyExport(eachOf(lines))).toMatchObject({ whole: true });
    const events = lines
      .map((line) => JSON.parse(line) as Exported)
      .filter(({ stream }) => stream !== undefined);
    expect(holdings(events)).toMatchObject({ twice: [], left: [] });
    const ended = runsBy(events);
    expect(ended).toHaveLength(21);
    const flown = new Map<string, readonly number[]>();
    for (const { target, run } of ended) {
      const file = program.plans.find(({ plan }) => plan.entry === target);
      const name = target.split(".").at(-1) ?? "";
      const flights = run.filter(
        (event) => event.t === "Began" && event.capability === "std.response.dispatch_drone",
      ).length;
      flown.set(name, [...(flown.get(name) ?? []), flights]);
      const asked = run.some(
        (event) =>
          event.t === "Asked" &&
          event.ask.ask === "task" &&
          event.ask.task.capability.endsWith(".may_help_above"),
      );
      const isLater = name === "gunfire_response" && flights === 0;
      const usual = isLater ? withoutPicture : scenarios.get(name);
      const scenario = asked ? asksAbove : usual;
      if (file === undefined || scenario === undefined) throw new Error(`${target} is not known`);
      const unmet = judgeRun(scenario, file, run).flatMap(({ because }) => because ?? []);
      expect([name, scenario.says, unmet]).toEqual([name, scenario.says, []]);
    }
    // A drone flew to the first shots, and none once there was no money.
    expect(flown.get("gunfire_response")).toEqual([1, 0]);
    expect(pairsIn(events)).toEqual([
      ["eve", "ida"],
      ["eve", "ida"],
    ]);
  },
  600_000,
);

/** The runs of the library's workflows, by their events. */
function runsBy(events: readonly Exported[]) {
  return events.flatMap(({ stream, event }) => {
    if (stream !== "control/main" || event.t !== "Fired" || event.target?.startsWith(prefix) !== true)
      return [];
    const run = events.flatMap((one) =>
      one.stream === `run/${event.run}` ? [one.event as unknown as RunEvent] : [],
    );
    return [{ target: event.target, run }];
  });
}

interface Answer {
  readonly task: { readonly stream: string; readonly seq: number };
  readonly by: { readonly id: string };
}

/** The people who have agreed, for each question on which two have to: the alert for a child, and the threat. */
function pairsIn(events: readonly Exported[]): readonly (readonly string[])[] {
  const answered = events.flatMap(({ event }) => (event.t === "Answer" ? [event as unknown as Answer] : []));
  return events.flatMap(({ stream, event }) => {
    const { say, of, ref, value } = (event.t === "Told" ? event.say : {}) as {
      readonly say?: string;
      readonly of?: number;
      readonly ref?: Answer["task"];
      readonly value?: { readonly granted?: boolean };
    };
    if (say !== "answered" || of !== 2 || value?.granted !== true) return [];
    const people = answered.filter(({ task }) => task.stream === stream && task.seq === ref?.seq);
    return [[...new Set(people.map(({ by }) => by.id))].toSorted()];
  });
}

async function* eachOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
