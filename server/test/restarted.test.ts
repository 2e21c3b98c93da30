import { once } from "node:events";
import { expect, test, vi } from "vitest";
import type { WebSocket } from "ws";
import { soon } from "./begun.ts";
import { type Killable, killable } from "./killed.ts";

/* Runs that wait while their server starts again are live for whoever connects afterwards. */

interface Frame {
  readonly kind: string;
  readonly data: { readonly run?: string };
}

const boss = { role: "approver", user: "bo", roles: ["shop.boss"] } as const;

async function followed(on: Killable, channel: string): Promise<readonly Frame[]> {
  const socket: WebSocket = on.connected(channel);
  const frames: Frame[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  await once(socket, "open");
  return frames;
}

/** A run that waits for its boss, and its task. */
async function asking(on: Killable, id: string): Promise<{ readonly run: string; readonly task: string }> {
  const body = { workflow_name: "pay", input: { id } };
  const begun = await on.post({ path: "/workflow/execute", body, key: `run ${id}` });
  expect(begun?.status).toBe(202);
  return await vi.waitFor(async () => {
    const { tasks } = (await on.get("/tasks")) as { readonly tasks: { run: string; task: string }[] };
    return tasks.find(({ run }) => run === begun?.body.run) ?? expect.fail("no task yet");
  }, soon);
}

async function answer(on: Killable, task: string, granted: boolean): Promise<void> {
  const body = { task, value: { granted } };
  const reply = await on.post({ path: "/tasks/answer", body, key: `answer ${task}`, as: boss });
  expect([reply?.status, reply?.body.detail]).toEqual([202, undefined]);
}

/** A run that begins after the restart and fails: its frames come after those of all that happened before. */
async function fenced(on: Killable, channels: readonly (readonly Frame[])[]): Promise<void> {
  const body = { workflow_name: "broken", input: { id: "fence" } };
  const begun = await on.post({ path: "/workflow/execute", body, key: "fence" });
  await vi.waitFor(() => {
    for (const frames of channels)
      expect(frames.filter(({ data }) => data.run === begun?.body.run).at(-1)?.kind).toBe("workflow_failed");
  }, soon);
}

test("who connects after a restart is sent what a run that waited does from then on, and what fails", async () => {
  const on = await killable({});
  const [paid, refused] = [await asking(on, "a"), await asking(on, "b")];
  await on.reopen();
  const [status, alerts] = [await followed(on, "workflow-status"), await followed(on, "alerts")];
  await answer(on, paid.task, true);
  await answer(on, refused.task, false);
  await vi.waitFor(async () => {
    const ends = [await on.get(`/runs/${paid.run}`), await on.get(`/runs/${refused.run}`)];
    expect(ends.map((end) => end.status)).toEqual(["completed", "failed"]);
  }, soon);
  await fenced(on, [status, alerts]);
  const kindsOf = (frames: readonly Frame[], run: string): readonly string[] =>
    frames.filter(({ data }) => data.run === run).map(({ kind }) => kind);
  expect(kindsOf(status, paid.run)).toEqual([
    "step_completed",
    "step_started",
    "step_completed",
    "workflow_completed",
  ]);
  expect(kindsOf(status, refused.run).at(-1)).toBe("workflow_failed");
  expect(kindsOf(alerts, refused.run)).toEqual(["workflow_failed"]);
  expect(kindsOf(alerts, paid.run)).toEqual([]);
});
