import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlEvent } from "@orchlang/kernel/control";
import { encodePlanFile } from "@orchlang/plan";
import { expect, test } from "vitest";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import { start } from "../journal/process.ts";
import { all, folder, opened } from "../journal/streams.ts";
import { campaignFile, inputFor, outbox, root } from "./campaign.ts";
import { accepted, journal } from "./open.ts";

/** Runs the campaign; kills the process when it has said this line, if it ever does. Gives what it said. */
async function runs(path: string, plan: string, box: string, until?: string): Promise<readonly string[]> {
  const other = start("orchestrator/campaign", [path, plan, root, JSON.stringify(inputFor(box))]);
  const lines: string[] = [];
  for await (const line of other.lines) {
    lines.push(line);
    if (line === until) other.child.kill("SIGKILL");
  }
  const { code, signal, errors } = await other.ended;
  expect(errors).toBe("");
  // It may have come to its end before the signal came.
  expect([0, null]).toContain(code);
  if (until === undefined || !lines.includes(until)) expect(signal).toBe(null);
  return lines;
}

test("killed after one of its events, a campaign is gone on with and done once", async () => {
  const place = folder();
  const plan = join(place, "plan.json");
  const file = campaignFile();
  writeFileSync(plan, encodePlanFile(file.plan, file.about));
  const whole = await runs(join(place, "whole.db"), plan, outbox().folder);
  expect(whole.at(-1)).toMatch(/ completed$/);

  const check = async (line: string, index: number): Promise<void> => {
    const box = outbox();
    const path = join(place, `${index}.db`);
    // Results may come in another order than before: then this line was not said, and nothing was killed.
    await runs(path, plan, box.folder, line);
    const again = await runs(path, plan, box.folder);
    // The events of a run that was over before the signal are printed after it.
    const [run = "", ...others] = again.flatMap((said) =>
      / completed$/.test(said) ? said.split(" ")[0]! : [],
    );
    expect([run === "", others], line).toEqual([false, []]);

    expect(box.jobs(), line).toHaveLength(1);
    const keys = box
      .calls()
      .filter((call) => call.startsWith("schedule_campaign"))
      .map((call) => call.split(" ")[1]);
    expect(new Set(keys).size, line).toBe(1);
    const past = await journal(path);
    expect(await past.replay(run), line).toMatchObject({ same: true });
    expect(await past.verify(run), line).toMatchObject({ whole: true });
    expect(accepted(await past.report(run)), line).toMatchObject({ status: "completed" });
    await past.close();
    const store = opened(openSqliteStore(path, "read"));
    const heard = (await all(store.read("control/main", 0))).map(
      ({ body }) => JSON.parse(body) as ControlEvent,
    );
    await store.close();
    const count = (t: ControlEvent["t"]): number => heard.filter((event) => event.t === t).length;
    expect([count("Admitted"), count("Opened"), count("Answered"), count("Forgot")], line).toEqual([
      1, 1, 1, 1,
    ]);
  };
  // `crash.test.ts` tries every write; here it is a real process and a real file, at a few of them.
  const some = whole.filter((line, index) => line === "open" || index % 5 === 2);
  expect(some.length).toBeGreaterThan(3);
  for (const [index, line] of some.entries()) await check(line, index);
  console.info(`${some.length} processes killed by SIGKILL, of ${whole.length} lines that one says`);
});
