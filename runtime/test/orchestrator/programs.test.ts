import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { HandlerContext } from "../../src/handler.ts";
import { accepted } from "./open.ts";
import { Stage } from "./stage.ts";

/* Three whole programs, from the streams that come in to what their runs have done. */

const programs = fileURLToPath(new URL("../../../../shared/programs/", import.meta.url));
const text = (name: string) => readFileSync(`${programs}${name}.orch`, "utf8");
const minute = 60_000;

describe.skipIf(!existsSync(programs))("movie_night", () => {
  test("Friday at eight, somebody is at home: the film, and on the television when the projector is lost", async () => {
    const calls: string[] = [];
    const stage = new Stage(text("movie_night"), "2026-12-04T18:50Z", {
      "std.home.set_lights": ({ zone, level }: { zone: string; level: number }) => {
        calls.push(`lights ${zone} ${level}`);
        return { ok: true };
      },
      "std.home.set_temperature": ({ to }: { to: number }) => {
        calls.push(`warm ${to}`);
        return { reached: to };
      },
      "std.home.start_playback": async ({ device }: { device: string }, { signal }: HandlerContext) => {
        calls.push(`play ${device}`);
        // The projector never answers: it goes dark.
        if (device !== "tv")
          await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("dark"))));
        return { ok: true };
      },
    });
    await stage.open();
    const motion = async () => await stage.tell({ tells: "reading", name: "sensor.hall", value: true });
    for (let at = stage.clock.at; at < Date.parse("2026-12-04T19:00Z"); at += minute) {
      await stage.until(at);
      await motion();
      await stage.tell({ tells: "reading", name: "router.wifi", value: ["ada", "bob"], confidence: 0.9 });
    }
    expect(stage.fired()).toEqual([]);
    // Settling would wait for the playback; what it has begun is enough.
    void stage.until("2026-12-04T19:00Z");
    await expect.poll(() => calls).toContain("play projector[1]");
    accepted(
      await stage.orch.hear({
        tells: "member",
        id: "dark",
        pool: "projector",
        member: "projector[1]",
        health: "lost",
      }),
    );
    await expect
      .poll(() => stage.outcomes())
      .toEqual([["home.movie_night.movie_night", "completed", { playing: true, temperature: 294.65 }]]);
    expect(stage.fired()).toEqual(["home.movie_night.friday_evening"]);
    expect(calls.toSorted()).toEqual([
      "lights living_room 0.1",
      "play projector[1]",
      "play tv",
      "warm 294.65",
    ]);
  });

  test("nobody at home, or nobody knows: nothing starts; a cold evening starts it after ten minutes", async () => {
    const calls: string[] = [];
    const stage = new Stage(text("movie_night"), "2026-12-04T18:58Z", {
      "std.home.set_lights": () => ({ ok: true }),
      "std.home.set_temperature": ({ to }: { to: number }) => ({ reached: to }),
      "std.home.start_playback": ({ device }: { device: string }) => {
        calls.push(device);
        return { ok: true };
      },
    });
    await stage.open();
    await stage.until("2026-12-04T19:05Z");
    expect(stage.control.flatMap((event) => (event.t === "Skipped" ? [event.why] : []))).toEqual([
      "condition",
    ]);
    const cold = async () => {
      expect(await stage.tell({ tells: "reading", name: "sensor.thermostat", value: "16C" })).toBe("taken");
      await stage.until(stage.clock.at + 20_000);
    };
    for (let times = 0; times < 29; times++) await cold();
    expect(stage.fired()).toEqual([]);
    for (let times = 0; times < 60; times++) await cold();
    expect(stage.fired()).toEqual(["home.movie_night.cold_evening"]);
    expect(calls).toEqual(["projector[1]"]);
    // Across a crash what has been started is not started again.
    await stage.open();
    for (let times = 0; times < 10; times++) await cold();
    expect(stage.fired()).toEqual(["home.movie_night.cold_evening"]);
  });
});

describe.skipIf(!existsSync(programs))("gunfire_response", () => {
  const here = { lat: 26.78, lon: -80.05 };
  const near = { lat: 26.7801, lon: -80.0501 };

  async function city() {
    const calls: string[] = [];
    const done =
      (name: string, value: unknown = null) =>
      () => {
        calls.push(name);
        return value;
      };
    const stage = new Stage(text("gunfire_response"), "2026-11-22T22:00Z", {
      "std.response.dispatch_drone": ({ drone }: { drone: string }) => {
        calls.push(`fly ${drone}`);
        return { stream: "s" };
      },
      "std.response.recall_drone": done("recall"),
      "std.response.dispatch_unit": done("unit", { unit: "u" }),
      "std.response.alert_officers": done("alert"),
      "std.response.tactical_analysis": done("look", { summary: "one person", persons: 1 }),
      "std.response.collect_evidence": done("evidence", { items: ["film"] }),
      "std.response.open_case": done("case", { id: "c1" }),
      "std.response.notify_supervisor": done("tell"),
    });
    await stage.open();
    const member = (id: string, battery: number, location: typeof here) =>
      stage.tell({ tells: "member", pool: "drones", member: id, fields: { battery, location } });
    await member("drones[1]", 0.2, here);
    await member("drones[2]", 0.9, { lat: 26.79, lon: -80.06 });
    await member("drones[3]", 0.9, { lat: 26.9, lon: -80.2 });
    await stage.tell({ tells: "member", pool: "units", member: "units[1]", fields: { location: here } });
    const shot = (sensor: string, confidence: number, location = here) =>
      stage.tell({
        tells: "occurrence",
        event: "gunshot",
        source: "gunshot_detection",
        fields: { location, confidence, sensor },
      });
    const call = (id: string, location = near) =>
      stage.tell({
        tells: "occurrence",
        event: "emergency_call",
        source: "dispatch",
        fields: { location, text: "shots!", call: id },
      });
    return { stage, calls, shot, call };
  }

  test("three sensors hear it, one person calls: one drone flies, a person decides, it is on file", async () => {
    const { stage, calls, shot, call } = await city();
    expect(await shot("roof", 0.9)).toBe("taken");
    await shot("roof", 0.9);
    await shot("gate", 0.8);
    expect(calls).toEqual([]);
    await stage.until(stage.clock.at + 10_000);
    await call("c1");
    expect(stage.control.filter(({ t }) => t === "Fused")).toHaveLength(1);
    expect(stage.fired()).toEqual(["response.gunfire.gunfire"]);
    await expect.poll(() => calls).toContain("look");
    expect(calls).toContain("fly drones[2]");
    expect(calls).not.toContain("unit");
    const [run] = await stage.runs();
    const supervisor = { id: "eve", roles: ["supervisor", "std.people.supervisor"], consents: [] };
    accepted(await stage.orch.answer(run!.run, "go", { granted: true }, supervisor));
    await stage.settle();
    expect(await stage.outcomes()).toEqual([
      ["response.gunfire.gunfire_response", "completed", { summary: "one person" }],
    ]);
    expect(calls).toEqual(expect.arrayContaining(["unit", "evidence", "case", "tell"]));
    expect(calls).not.toContain("recall");
    // Within half a minute the same place is quiet; a call from elsewhere confirms nothing.
    await shot("east", 0.95);
    await call("c2");
    await call("c3", { lat: 27.5, lon: -81 });
    expect(stage.fired()).toHaveLength(1);
  });

  test("nobody decides: nobody is sent, and it is on file all the same", async () => {
    const { stage, calls, shot, call } = await city();
    await shot("roof", 0.9);
    await call("c1");
    await stage.until(stage.clock.at + 31 * minute);
    const [[, status] = []] = await stage.outcomes();
    expect(status).toBe("failed");
    expect(calls).not.toContain("unit");
    expect(calls).toEqual(expect.arrayContaining(["recall", "case"]));
  });
});

describe.skipIf(!existsSync(programs))("backlog_fabric", () => {
  test("jobs run where there is room, go on elsewhere when a site goes dark, each once", async () => {
    const ran: string[] = [];
    const waiting: (() => void)[] = [];
    const stage = new Stage(text("backlog_fabric"), "2026-11-22T08:00Z", {
      "fabric.backlog.run_job": async ({ job, node }: { job: { id: string }; node: string }) => {
        ran.push(`${job.id} ${node}`);
        if (ran.length <= 40) await new Promise<void>((resolve) => waiting.push(resolve));
        return { job: job.id, node };
      },
    });
    await stage.open();
    const jobs = Array.from({ length: 60 }, (_, n) => ({
      id: `j${n}`,
      kind: n % 2 === 0 ? "train" : "render",
      input: `https://example.org/${n}`,
      size: 1_000,
    }));
    const plan = stage.compiled.plan("fabric.backlog.drain")!;
    const { run } = accepted(await stage.orch.start({ plan, input: { jobs }, root: "/" }));
    await expect.poll(() => ran.length).toBeGreaterThanOrEqual(40);
    // A site goes dark in the middle: what ran there goes on at another, under the same key.
    accepted(
      await stage.orch.hear({ tells: "member", id: "dark", pool: "luna", member: "luna[1]", health: "lost" }),
    );
    for (const go of waiting) go();
    const rest = await stage.orch.rest(run, 60_000);
    expect(rest).toMatchObject({ status: "completed" });
    const receipts = ("value" in rest ? rest.value : []) as unknown as readonly {
      job: string;
      node: string;
    }[];
    expect(receipts.map(({ job }) => job)).toEqual(jobs.map(({ id }) => id));
    const nodes = new Set(receipts.map(({ node }) => node.split("[")[0]));
    expect(nodes.has("earth") && nodes.has("luna")).toBe(true);
    const renders = receipts.filter((_, n) => n % 2 === 1);
    expect(renders.some(({ node }) => node.startsWith("helios"))).toBe(false);
  });
});
