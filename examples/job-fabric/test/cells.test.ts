import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exported, grantsIn, type Line, mostHeld, only, seqOf } from "../journal.ts";
import { day, type Seen } from "../story.ts";
import { allDone, sites } from "../world.ts";

/*
 * Five stories of operators, each with five parts of the fabric: registry of shards, routers, nodes, checkpoints,
 * governance. One small day goes by; each test reads another cell of it from the API's answers and the exported journal.
 */

const jobs = 240;
const orch = fileURLToPath(new URL("../../../cli/bin/orch.js", import.meta.url));
const built = existsSync(fileURLToPath(new URL("../../../cli/dist/bundle/main.js", import.meta.url)));
let out: string;
let seen: Seen;
let lines: readonly Line[];
let verified: string;

const command = (...words: readonly string[]): string =>
  execFileSync(process.execPath, [orch, ...words], { encoding: "utf8" });

describe.skipIf(!built)("a day of the fabric", () => {
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), "job-fabric-"));
    process.env.ORCH_EXAMPLE_OUT = out;
    const store = join(out, "journal.db");
    seen = await day({ jobs, store, say: () => undefined });
    command("audit", "--store", store, "--export", join(out, "export"));
    verified = command("audit", "--exported", join(out, "export"));
    lines = exported(join(out, "export"));
  });
  afterAll(() => {
    delete process.env.ORCH_EXAMPLE_OUT;
    rmSync(out, { recursive: true, force: true });
  });

  test("every job is done, each under one key", () => {
    const done = allDone();
    expect(new Set(done.map(({ job }) => job)).size).toBe(jobs);
    expect(new Set(done.map(({ key }) => key)).size).toBe(jobs);
  });

  /** The members that were given between two events of control. */
  const grants = (from: number, to = Number.POSITIVE_INFINITY) =>
    grantsIn(lines).filter(({ seq }) => seq > from && seq < to);
  const set = (name: string, value: unknown) => (event: Line["event"]) =>
    event.t === "Set" && event.name.endsWith(name) && event.value === value;
  const admitted = (mode: string) => (event: Line["event"]) => event.t === "Admission" && event.mode === mode;
  const decided = (why: string) => seen.end.decisions.filter((one) => one.why === why);

  describe("pause everything in an incident", () => {
    const pausedAt = () => seqOf(lines, admitted("paused"));
    const resume = () => seqOf(lines, (event) => event.t === "Admission" && event.mode === "open");

    test("registry: one order of the owner spreads to all runs", () => {
      expect(seen.paused.closures).toMatchObject([{ mode: "paused", why: "an incident" }]);
      expect(seen.paused.paused.body.runs.length).toBeGreaterThan(0);
      const told = lines.filter(({ event }) => event.t === "Ordered" && event.why === "an incident");
      expect(told.map(({ stream }) => stream.slice("run/".length)).toSorted()).toEqual(
        seen.paused.paused.body.runs.toSorted(),
      );
    });

    test("routers: what is offered meanwhile starts nothing, and the journal says why", () => {
      const between = lines.filter(
        ({ stream, seq }) => stream === "control/main" && seq > pausedAt() && seq < resume(),
      );
      expect(between.filter(({ event }) => event.t === "Fired")).toEqual([]);
      const skipped = only(between, "Skipped");
      expect(skipped.length).toBe(seen.paused.offered / 20);
      expect(new Set(skipped.map(({ event }) => event.why))).toEqual(new Set(["paused"]));
    });

    test("nodes: nothing is dispatched, and a node that falls silent is an alert", () => {
      expect(seen.paused.after).toBe(seen.paused.done);
      expect(seen.paused.silent).toMatchObject([{ id: "luna[4]", health: "lost" }]);
      const judged = only(lines, "Judged").filter(({ event }) => event.member === "luna[4]");
      expect(judged.map(({ event }) => [event.health, event.why])).toContainEqual(["lost", "silent"]);
    });

    test("checkpoints: the pause outlives the process, and what was paused goes on", () => {
      expect(seen.crashed.closures).toMatchObject([{ mode: "paused", why: "an incident" }]);
      expect(seen.crashed.done).toBe(seen.paused.done);
      expect(seen.crashed.resumed.toSorted()).toEqual(seen.paused.paused.body.runs.toSorted());
    });

    test("governance: the audit log has who did it and why", () => {
      expect(decided("an incident")).toMatchObject([{ kind: "admission", mode: "paused", by: "admin" }]);
      expect(decided("the incident is over")).toMatchObject([
        { kind: "admission", mode: "open", by: "admin" },
      ]);
    });
  });

  describe("reroute the backlog of Earth to Helios", () => {
    const changed = () => seqOf(lines, set("spill_target(earth)", "helios"));

    test("registry: the target of the overflow is another version of a setting", () => {
      expect(seen.reroute.version).toBe(changed());
      expect(seqOf(lines, set("spill_target(earth)", "luna"))).toBeLessThan(changed());
    });

    test("routers: from then on all that overflows goes to Helios, and the change says how much moved", () => {
      const spilt = (from: number, to?: number) =>
        new Set(
          grants(from, to)
            .filter(({ asked, given }) => asked === "earth" && given !== "earth")
            .map(({ given }) => given),
        );
      expect(spilt(0, changed())).not.toContain("helios");
      expect(spilt(changed())).toEqual(new Set(["helios"]));
      const [way] = seen.reroute.moves;
      expect(way).toMatchObject({ from: "example.fabric.earth", to: "example.fabric.helios" });
      expect(way?.waiting).toBeGreaterThan(0);
    });

    test("nodes: Helios never holds more than it has", () => {
      const most = mostHeld(lines);
      expect(most.helios).toBeLessThanOrEqual(sites.helios.nodes);
      expect(most.earth).toBeLessThanOrEqual(sites.earth.nodes);
      expect(most.luna).toBeLessThanOrEqual(sites.luna.nodes);
    });

    test("checkpoints: the journal has each decision, with those that were passed over", () => {
      const away = grants(changed()).filter(({ asked, given }) => asked === "earth" && given === "helios");
      expect(away.length).toBeGreaterThan(0);
      for (const { run, node } of away.slice(0, 50)) {
        const held = lines.filter(
          ({ stream, event }) => stream === `run/${run}` && JSON.stringify(event).includes(node),
        );
        expect(held.length).toBeGreaterThan(0);
      }
    });

    test("governance: it was one command, with who and why", () => {
      expect(decided("Luna is needed for something else")).toMatchObject([
        { kind: "setting", name: "example.fabric.spill_target(earth)", value: "helios", by: "admin" },
      ]);
    });
  });

  describe("change a latency budget without code", () => {
    const tight = () => seqOf(lines, set("latency_budget", 50));
    const loose = () => seen.budget.reverted.version;

    test("registry: the budget is stored, with a version, and known to all", () => {
      expect(seen.budget.changed.version).toBe(tight());
      const turned = only(lines, "Turned").filter(({ event }) => event.name.includes("breaches("));
      expect(
        turned.filter(({ seq }) => seq > tight() && seq < loose()).map(({ event }) => event.name),
      ).toEqual(["example.fabric.breaches(luna)", "example.fabric.breaches(helios)"]);
    });

    test("routers: nothing is sent beyond the budget while it counts", () => {
      expect(new Set(grants(tight(), loose()).map(({ given }) => given))).toEqual(new Set(["earth"]));
      expect(new Set(grants(loose()).map(({ given }) => given))).toEqual(
        new Set(["earth", "helios", "luna"]),
      );
    });

    test("nodes: those that breach it are marked", () => {
      expect(seen.budget.breaches).toEqual({ earth: false, helios: true, luna: true });
      const marks = only(lines, "Turned").filter(
        ({ seq, event }) => event.value === true && seq > tight() && seq < loose(),
      );
      for (const { event } of marks)
        expect(event.because.map(({ name }: { name: string }) => name)).toContain(
          "example.fabric.latency_budget",
        );
      expect(marks).toHaveLength(2);
    });

    test("checkpoints: an earlier version can be returned to", () => {
      expect(seen.budget.breachesAfter).toEqual({ earth: false, helios: false, luna: false });
      const values = seen.end.versions.map(({ value }) => value);
      expect(values[0]).toEqual(values[2]);
      expect(values).toHaveLength(3);
    });

    test("governance: the same command again changes nothing", () => {
      expect(seen.budget.again.body).toEqual(seen.budget.changed);
      expect(decided("customers wait")).toHaveLength(1);
      expect(decided("they can wait")).toHaveLength(1);
    });
  });

  describe("resume after a crash", () => {
    test("registry: the settings are those of before", () => {
      const value = (name: string) => seen.crashed.settings.find((one) => one.name.endsWith(name))?.value;
      expect(value("spill_target(earth)")).toBe("helios");
    });

    test("routers: what was under way goes on under its keys", () => {
      const runs = seen.paused.paused.body.runs;
      for (const run of runs) {
        const own = lines.filter(({ stream }) => stream === `run/${run}`);
        const keys = own.flatMap(({ event }) => (event.t === "Began" ? [event.intent.key] : []));
        expect(own.at(-1)?.event.t).toBe("Closed");
        expect(keys.length).toBeGreaterThan(0);
      }
      expect(new Set(allDone().map(({ key }) => key)).size).toBe(jobs);
    });

    test("nodes: their health is what it was", () => {
      const health = (id: string) => seen.crashed.members.find((one) => one.id === id)?.health;
      expect([health("earth[1]"), health("helios[1]"), health("luna[4]")]).toEqual([
        "ready",
        "ready",
        "lost",
      ]);
    });

    test("checkpoints: every event is as it was written", () => {
      expect(verified).toMatch(/^✓ .*events/mu);
      expect(verified).not.toMatch(/✗/u);
    });

    test("governance: the runbook is the README, and its commands exist", () => {
      expect(decided("the incident is over")).toHaveLength(1);
    });
  });

  describe("audit a change for compliance", () => {
    test("registry: configuration is in the chain", () => {
      const names = lines.flatMap(({ event }) =>
        event.t === "Set" && event.by.id === "admin" ? [event.name] : [],
      );
      expect(new Set(names)).toEqual(
        new Set([
          "example.fabric.spill_target(earth)",
          "example.fabric.latency_budget",
          "example.fabric.site_state(earth)",
          "example.fabric.site_state(luna)",
          "example.fabric.site_state(helios)",
        ]),
      );
    });

    test("routers: the log is whole, event after event", () => {
      const streams = Map.groupBy(lines, ({ stream }) => stream);
      for (const own of streams.values()) expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => at));
    });

    test("nodes: where a policy kept nodes out, the grant says how many", () => {
      const kept = grantsIn(lines).filter(({ refused }) =>
        refused.some(({ why }) => why === "kept out by a policy"),
      );
      expect(kept.length).toBeGreaterThan(0);
    });

    test("checkpoints: events and hashes are exported and verified without the journal", () => {
      expect(existsSync(join(out, "export/events.ndjson"))).toBe(true);
      expect(existsSync(join(out, "export/summary.json"))).toBe(true);
      expect(verified).toContain(lines.length.toLocaleString("en"));
    });

    test("governance: each decision has its command's words, in order", () => {
      const own = seen.end.decisions.filter(({ by }) => by === "admin");
      const whys = own.map((one) => one.why);
      expect(new Set(whys)).toEqual(
        new Set([
          "Luna is nearer",
          "as agreed",
          "customers wait",
          "they can wait",
          "to be looked at",
          "Luna is needed for something else",
          "it was looked at",
          "an incident",
          "the incident is over",
        ]),
      );
    });
  });
});
