import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { HandlerContext } from "../../src/handler.ts";
import { accepted } from "./open.ts";
import { Stage } from "./stage.ts";

/* Three whole programs, from the streams that come in to what their runs have done. */

const text = (name: string) =>
  readFileSync(new URL(`../../../compiler/test/corpus/programs/${name}.orch`, import.meta.url), "utf8");
const minute = 60_000;

describe("a rehearsal", () => {
  test("Thursday at half past seven, somebody is there: the loudspeakers, and a telephone when they are lost", async () => {
    const calls: string[] = [];
    const stage = new Stage(text("home/rehearsal"), "2026-12-03T18:20Z", {
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
        // The loudspeakers never answer: they go silent.
        if (device !== "telephone")
          await new Promise((_, reject) =>
            signal.addEventListener("abort", () => reject(new Error("silent"))),
          );
        return { ok: true };
      },
    });
    await stage.open();
    const steps = async () => await stage.tell({ kind: "reading", name: "mat.porch", value: true });
    for (let at = stage.clock.at; at < Date.parse("2026-12-03T18:30Z"); at += minute) {
      await stage.until(at);
      await steps();
      await stage.tell({ kind: "reading", name: "door.reader", value: ["ada", "bob"], confidence: 0.9 });
    }
    expect(stage.fired()).toEqual([]);
    // Settling would wait for the playback; what it has begun is enough.
    void stage.until("2026-12-03T18:30Z");
    await expect.poll(() => calls).toContain("play loudspeakers[1]");
    accepted(
      await stage.orch.ingest({
        kind: "member",
        id: "silent",
        pool: "loudspeakers",
        member: "loudspeakers[1]",
        health: "lost",
      }),
    );
    await expect
      .poll(() => stage.outcomes())
      .toEqual([["home.rehearsal.rehearsal", "completed", { plays: true, warmth: 291.65 }]]);
    expect(stage.fired()).toEqual(["home.rehearsal.thursday"]);
    expect(calls.toSorted()).toEqual([
      "lights nave 0.3",
      "play loudspeakers[1]",
      "play telephone",
      "warm 291.65",
    ]);
  });

  test("nobody has come, or nobody knows: nothing starts; a frosty hall starts it after ten minutes", async () => {
    const calls: string[] = [];
    const stage = new Stage(text("home/rehearsal"), "2026-12-03T18:28Z", {
      "std.home.set_lights": () => ({ ok: true }),
      "std.home.set_temperature": ({ to }: { to: number }) => ({ reached: to }),
      "std.home.start_playback": ({ device }: { device: string }) => {
        calls.push(device);
        return { ok: true };
      },
    });
    await stage.open();
    await stage.until("2026-12-03T18:35Z");
    expect(stage.control.flatMap((event) => (event.t === "Skipped" ? [event.why] : []))).toEqual([
      "condition",
    ]);
    const frost = async () => {
      expect(await stage.tell({ kind: "reading", name: "probe.pillar", value: "9C" })).toBe("taken");
      await stage.until(stage.clock.at + 20_000);
    };
    for (let times = 0; times < 29; times++) await frost();
    expect(stage.fired()).toEqual([]);
    for (let times = 0; times < 60; times++) await frost();
    expect(stage.fired()).toEqual(["home.rehearsal.frosty_hall"]);
    expect(calls).toEqual(["loudspeakers[1]"]);
    // Across a crash what has been started is not started again.
    await stage.open();
    for (let times = 0; times < 10; times++) await frost();
    expect(stage.fired()).toEqual(["home.rehearsal.frosty_hall"]);
  });
});

describe("a wildfire", () => {
  const here = { lat: 46.61, lon: 13.85 };
  const near = { lat: 46.6102, lon: 13.8502 };

  async function forest() {
    const calls: string[] = [];
    const done =
      (name: string, value: unknown = null) =>
      () => {
        calls.push(name);
        return value;
      };
    const stage = new Stage(text("security/wildfire"), "2026-08-02T14:00Z", {
      "std.response.dispatch_drone": ({ drone }: { drone: string }) => {
        calls.push(`fly ${drone}`);
        return { stream: "s" };
      },
      "std.response.recall_drone": done("recall"),
      "std.response.dispatch_unit": done("unit", { unit: "u" }),
      "std.response.alert_officers": done("alert"),
      "std.response.tactical_analysis": done("look", { summary: "two hectares", persons: 0 }),
      "std.response.collect_evidence": done("evidence", { items: ["film"] }),
      "std.response.open_case": done("case", { id: "c1" }),
      "std.response.notify_supervisor": done("tell"),
    });
    await stage.open();
    const member = (id: string, battery: number, location: typeof here) =>
      stage.tell({ kind: "member", pool: "gliders", member: id, fields: { battery, location } });
    await member("gliders[1]", 0.2, here);
    await member("gliders[2]", 0.9, { lat: 46.62, lon: 13.86 });
    await member("gliders[3]", 0.9, { lat: 46.9, lon: 14.2 });
    await stage.tell({ kind: "member", pool: "crews", member: "crews[1]", fields: { location: here } });
    const smoke = (mast: string, density: number, location = here) =>
      stage.tell({
        kind: "occurrence",
        event: "smoke",
        source: "smoke_masts",
        fields: { location, density, mast },
      });
    const call = (id: string, location = near) =>
      stage.tell({
        kind: "occurrence",
        event: "hiker_call",
        source: "rescue_line",
        fields: { location, text: "smoke!", call: id },
      });
    return { stage, calls, smoke, call };
  }

  test("three masts smell it, a hiker calls: one glider flies, a person decides, it is on file", async () => {
    const { stage, calls, smoke, call } = await forest();
    expect(await smoke("roof", 0.9)).toBe("taken");
    await smoke("roof", 0.9);
    await smoke("gate", 0.8);
    expect(calls).toEqual([]);
    await stage.until(stage.clock.at + 10_000);
    await call("c1");
    expect(stage.control.filter(({ t }) => t === "Fused")).toHaveLength(1);
    expect(stage.fired()).toEqual(["ranger.wildfire.fire_sighted"]);
    await expect.poll(() => calls).toContain("look");
    expect(calls).toContain("fly gliders[2]");
    expect(calls).not.toContain("unit");
    const [run] = await stage.runs();
    const supervisor = { id: "eve", roles: ["supervisor", "std.people.supervisor"], consents: [] };
    accepted(await stage.orch.answer(run!.run, "yes", { granted: true }, supervisor));
    await stage.settle();
    expect(await stage.outcomes()).toEqual([
      ["ranger.wildfire.fight_fire", "completed", { seen: "two hectares" }],
    ]);
    expect(calls).toEqual(expect.arrayContaining(["unit", "evidence", "case", "tell"]));
    expect(calls).not.toContain("recall");
    // Within a minute the same place is quiet; a call from elsewhere confirms nothing.
    await smoke("east", 0.95);
    await call("c2");
    await call("c3", { lat: 47.5, lon: 12.1 });
    expect(stage.fired()).toHaveLength(1);
  });

  test("nobody decides: nobody is sent, and it is on file all the same", async () => {
    const { stage, calls, smoke, call } = await forest();
    await smoke("roof", 0.9);
    await call("c1");
    await stage.until(stage.clock.at + 41 * minute);
    const [[, status] = []] = await stage.outcomes();
    expect(status).toBe("failed");
    expect(calls).not.toContain("unit");
    expect(calls).toEqual(expect.arrayContaining(["recall", "case"]));
  });
});

describe("render sites", () => {
  test("frames are drawn where there is room, go on elsewhere when a site goes dark, each once", async () => {
    const ran: string[] = [];
    const waiting: (() => void)[] = [];
    const stage = new Stage(text("operations/render_sites"), "2026-11-22T08:00Z", {
      "film.render.draw": async ({ frame, node }: { frame: { id: string }; node: string }) => {
        ran.push(`${frame.id} ${node}`);
        if (ran.length <= 30) await new Promise<void>((resolve) => waiting.push(resolve));
        return { job: frame.id, node };
      },
    });
    await stage.open();
    const frames = Array.from({ length: 60 }, (_, n) => ({
      id: `f${n}`,
      look: n % 2 === 0 ? "final" : "draft",
      scene: `https://example.org/${n}`,
      size: 1_000,
    }));
    const plan = stage.compiled.plan("film.render.draw_all")!;
    const { run } = accepted(await stage.orch.start({ plan, input: { frames }, root: "/" }));
    await expect.poll(() => ran.length).toBeGreaterThanOrEqual(30);
    // A site goes dark in the middle: what ran there goes on at another, under the same key.
    accepted(
      await stage.orch.ingest({
        kind: "member",
        id: "dark",
        pool: "harbour",
        member: "harbour[1]",
        health: "lost",
      }),
    );
    for (const go of waiting) go();
    const rest = await stage.orch.rest(run, 60_000);
    expect(rest).toMatchObject({ status: "completed" });
    const receipts = ("value" in rest ? rest.value : []) as unknown as readonly {
      job: string;
      node: string;
    }[];
    expect(receipts.map(({ job }) => job)).toEqual(frames.map(({ id }) => id));
    const nodes = new Set(receipts.map(({ node }) => node.split("[")[0]));
    expect(nodes.has("attic") && nodes.has("harbour")).toBe(true);
    const drafts = receipts.filter((_, n) => n % 2 === 1);
    expect(drafts.some(({ node }) => node.startsWith("glacier"))).toBe(false);
  });
});
