import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module desk.orders

service weigh(parcel: String) { effect idempotent  latency <= 1s  run module "./greet.ts#hello" }
service post(parcel: String) { effect idempotent  latency <= 1s  run module "./greet.ts#hello" }

plan send(parcel: String) {
  step weighed = weigh(parcel)
  step posted  = post(parcel) { after weighed }
}

guardrail weighed_first { weigh before post }
`;

test("a plan file shows why its rules are proved, and a run can ask for that", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "send.orch"), program);
  const input = ["--input", '{"parcel": "a"}', "--dry-run"];
  const run = (target: string) => orch(["run", target, ...input, "--require-certificate"], { cwd });
  const compiled = await orch(["compile", "send.orch", "--certificate", "-o", "shown.json"], { cwd });
  expect(compiled).toMatchObject({ code: 0 });
  expect((await orch(["compile", "send.orch", "-o", "silent.json"], { cwd })).code).toBe(0);

  const shown = JSON.parse(readFileSync(join(cwd, "shown.json"), "utf8"));
  const silent = JSON.parse(readFileSync(join(cwd, "silent.json"), "utf8"));
  expect(shown.id).toBe(silent.id);
  expect(shown.certificates.format).toBe("orch.certificates/2");
  expect(Object.values(shown.certificates.of)).toEqual([
    {
      kind: "order",
      points: [
        "desk.orders.send/posted",
        "desk.orders.send/weighed!",
        "desk.orders.send/posted!",
        "desk.orders.send:root",
        "desk.orders.send=",
      ],
    },
  ]);

  expect(await run("shown.json")).toMatchObject({ code: 0 });
  expect(await run("send.orch")).toMatchObject({ code: 0 });
  expect(await run("silent.json")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/does not show .* proved.*weighed_first: there is no certificate/s),
  });
  const [certificate] = Object.values<{ points: string[] }>(shown.certificates.of);
  certificate?.points.push("desk.orders.send/weighed");
  writeFileSync(join(cwd, "wrong.json"), JSON.stringify(shown));
  expect(await run("wrong.json")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("weighed_first: the certificate is rejected at desk.orders.send/weighed"),
  });
});
