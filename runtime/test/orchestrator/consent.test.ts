import type { User } from "@orchlang/kernel/run";
import { Installation, of } from "@orchlang/kernel/testing";
import { describe, expect, test } from "vitest";
import { ingressRecordOf } from "../../src/events/line.ts";
import type { IngressRecord } from "../../src/orchestrator-types.ts";
import { accepted } from "./open.ts";
import { Stage } from "./stage.ts";

/* Users and consents, from the report to control to the effect on runs. */

const program = `module m
role doctor
service camera() -> { seen: Bool } { effect idempotent  latency <= 1m  scope "camera" }
service knock() -> { seen: Bool } { effect idempotent  latency <= 1m }
human ask() -> { granted: Bool } { ask doctor  show "May we?" }
event bell()
goal look() -> { seen: Bool } { success "seen" when result.seen }
plan by_camera() -> { seen: Bool } achieves look { step a = camera()  return a }
plan by_hand() -> { seen: Bool } achieves look { step a = knock()  return a }
plan asking() -> { granted: Bool } { step a = ask()  return a }
plan late() -> { seen: Bool } { wait 10m  step a = camera()  return a }
policy trusted { on camera  deny when user.trust == low because "not so far" }
trigger t { on event bell  start late() }
`;

let ids = 0;
const ada = { id: "ada", roles: ["m.doctor"], consents: ["*"] };

async function stage() {
  const calls: string[] = [];
  let begun: (() => void) | undefined;
  const one = new Stage(program, "2026-11-22T12:00Z", {
    "m.camera": (async (_: unknown, { signal }: { signal: AbortSignal }) => {
      calls.push("camera");
      if (begun === undefined) return { seen: true };
      begun();
      return await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(new Error("off"))),
      );
    }) as never,
    "m.knock": () => {
      calls.push("knock");
      return { seen: true };
    },
  });
  await one.open();
  const start = async (name: string, user = ada) => {
    const plan = one.compiled.plan(`m.${name}`)!;
    return accepted(await one.orch.start({ plan, input: {}, root: "/", user })).run;
  };
  /** Resolves when the camera is being used, which then goes on until it is stopped. */
  const filming = () => new Promise<void>((resolve) => (begun = resolve));
  return { one, calls, start, filming };
}

const ended = async (one: Stage, run: string) => await one.orch.rest(run, 0);

test("withdrawn in the middle: what needs it is broken off, and the goal's next plan does without", async () => {
  const { one, calls, start, filming } = await stage();
  const began = filming();
  const run = await start("look");
  await began;
  await one.tell({ kind: "withdrawal", user: "ada", scope: "camera" });
  expect(await ended(one, run)).toMatchObject({ status: "completed", value: { seen: true } });
  expect(calls).toEqual(["camera", "knock"]);
  // And from now on, also in another process, whatever is brought along.
  await one.abandon();
  await ended(one, await start("look"));
  expect(calls).toEqual(["camera", "knock", "knock"]);
  expect(one.orch.around().tallies["consent camera withdrawn"]).toBe(1);
  await one.tell({ kind: "consent", user: "ada", scope: "camera" });
  const again = filming();
  await start("look");
  await again;
  expect(calls.at(-1)).toBe("camera");
});

describe("one who is known to control", () => {
  test("has agreed to what control was told, until then", async () => {
    const { one, calls, start } = await stage();
    await one.tell({ kind: "user", user: "ada", roles: ["m.doctor"] });
    expect(await ended(one, await start("look"))).toMatchObject({ status: "completed" });
    expect(calls).toEqual(["knock"]);
    await one.tell({ kind: "consent", user: "ada", scope: "camera", until: one.clock.at + 5 * 60_000 });
    await ended(one, await start("look"));
    expect(calls).toEqual(["knock", "camera"]);
    // Begun while it counted, and it is over before it is needed.
    const run = await start("late");
    await one.until(one.clock.at + 11 * 60_000);
    expect(await ended(one, run)).toMatchObject({ status: "failed", failure: { class: "denied" } });
    expect(one.control.filter(({ t }) => t === "Lapsed")).toHaveLength(1);
    expect(calls).toEqual(["knock", "camera"]);
  });

  test("has agreed no longer once that is over, also where a run is begun before that is noticed", async () => {
    const { one, calls } = await stage();
    const eve = { id: "eve", roles: [], consents: [] };
    await one.tell({ kind: "consent", user: "eve", scope: "camera", until: one.clock.at + 5 * 60_000 });
    one.clock.at += 6 * 60_000;
    const plan = one.compiled.plan("m.look")!;
    const { run } = accepted(await one.orch.start({ plan, input: {}, root: "/", user: eve }));
    expect(await ended(one, run)).toMatchObject({ status: "completed" });
    expect(calls).toEqual(["knock"]);
  });

  test("has agreed no longer once that is over, also where it ended while no process was there", async () => {
    const { one, calls } = await stage();
    const eve = { id: "eve", roles: [], consents: [] };
    await one.tell({ kind: "consent", user: "eve", scope: "camera", until: one.clock.at + 5 * 60_000 });
    await one.orch.close();
    // Nothing is armed from here on: nothing but the start is asked of control.
    await one.open({ arm: false });
    await one.orch.close();
    one.clock.at += 6 * 60_000;
    await one.open({ arm: false });
    const plan = one.compiled.plan("m.look")!;
    const { run } = accepted(await one.orch.start({ plan, input: {}, root: "/", user: eve }));
    expect(await ended(one, run)).toMatchObject({ status: "completed" });
    expect(calls).toEqual(["knock"]);
    expect(one.control.find(({ t }) => t === "Requested")).toMatchObject({ by: eve });
  });

  test("has the roles that control was told, whoever answers in that name", async () => {
    const { one, start } = await stage();
    await one.tell({ kind: "user", user: "ada", roles: [] });
    const run = await start("asking");
    expect(await one.orch.answer(run, "a", { granted: true }, ada)).toMatchObject({ refused: "not_waiting" });
    await one.tell({ kind: "user", user: "ada", roles: ["m.doctor"] });
    accepted(await one.orch.answer(run, "a", { granted: true }, ada));
    expect(await ended(one, run)).toMatchObject({ status: "completed" });
  });

  test("is trusted so far", async () => {
    const { one, start } = await stage();
    await one.tell({ kind: "user", user: "ada", trust: "low" });
    await one.tell({ kind: "consent", user: "ada", scope: "camera" });
    const run = await start("late");
    await one.until(one.clock.at + 11 * 60_000);
    expect(await ended(one, run)).toMatchObject({
      status: "failed",
      failure: { message: expect.stringContaining("not so far") },
    });
  });

  test("who is gone has agreed to nothing, also in runs that go on", async () => {
    const { one, start, filming, calls } = await stage();
    await one.tell({ kind: "user", user: "ada" });
    await one.tell({ kind: "consent", user: "ada", scope: "camera" });
    const began = filming();
    const run = await start("look");
    await began;
    await one.tell({ kind: "user", user: "ada", gone: true });
    expect(await ended(one, run)).toMatchObject({ status: "completed" });
    expect(calls).toEqual(["camera", "knock"]);
  });
});

test("a run that was asked for with what was withdrawn meanwhile is told so before it begins", () => {
  const one = new Installation(program);
  one.tell({ t: "Withdrew", at: one.now, id: "w", user: "ada", scope: "camera" });
  const asked = (request: string, by: User) =>
    of(
      one.tell({ t: "Requested", at: one.now, request, plan: "sha256:0", entry: "m.look", by }),
      "Retracted",
    );
  expect(asked("a", ada)).toMatchObject([{ say: { say: "withdrawn", scope: "camera" } }]);
  expect(asked("b", { ...ada, withdrawn: ["camera"] })).toEqual([]);
  expect(asked("c", { ...ada, id: "bob" })).toEqual([]);
  one.tell({ t: "User", at: one.now, id: "u", user: "bob" });
  expect(asked("d", { ...ada, id: "bob", consents: ["mail"] })).toMatchObject([{ say: { scope: "mail" } }]);
});

test("ingress records say it too; what is no time, or over before it begins, is refused", async () => {
  const { one } = await stage();
  const line = (value: object) => ingressRecordOf(value as never, () => `l${++ids}`) as IngressRecord;
  const hear = async (value: object) => {
    const answer = await one.orch.ingest(line(value));
    return "refused" in answer ? answer.refused : "done";
  };
  expect(await hear({ user: "bob", roles: ["m.doctor"], trust: "high" })).toBe("done");
  expect(await hear({ consent: "camera", user: "bob", until: "2026-12-01T00:00Z" })).toBe("done");
  expect(await hear({ withdrawn: "camera", user: "bob" })).toBe("done");
  expect(await hear({ consent: "camera", user: "bob", until: "soon" })).toBe("shape");
  expect(await hear({ consent: "camera", user: "bob", until: "2020-01-01T00:00Z" })).toBe("shape");
  expect(line({ consent: "camera" })).toEqual({ fault: 'a consent needs its "user"' });
  expect(line({ user: "bob", roles: "all" })).toEqual({ fault: '"roles" is a list of texts' });
  expect(one.control.map(({ t }) => t).filter((t) => ["User", "Consented", "Withdrew"].includes(t))).toEqual([
    "User",
    "Consented",
    "Withdrew",
  ]);
});
