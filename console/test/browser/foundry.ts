import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { orch, type Served, served } from "./served.ts";

const program = `/// Parts are cast in two halls, tested, and offered.
module foundry

type Place { id: String }
resource hall_a: Place { at edge  latency 5ms  cost $1.00 per h  lease 1h  overflow hall_b }
resource hall_b: Place { at cloud  latency 60ms  cost $0.40 per h  lease 1h }

service cast(part: Int, place: String) -> { by: String } {
  effect idempotent  latency <= 10m  run module "./handlers.mjs#cast"
}
tool look(part: Int) -> { sound: Bool, confidence: Ratio } {
  effect pure  latency <= 10s  run module "./handlers.mjs#look"
}
tool press(part: Int) -> { right: Bool } { effect pure  latency <= 10s  run module "./handlers.mjs#press" }
service send_offer(part: Int) { effect idempotent  latency <= 10s  scope "mail.offers"  run module "./handlers.mjs#send" }
service call_buyer(part: Int) { effect idempotent  latency <= 10s  scope "phone.buyers"  run module "./handlers.mjs#send" }

plan make(part: Int) -> String {
  with place = hall_a at cost, latency wait 10m for 10m { step done = cast(part: part, place: place.id) }
  return done.by
}
plan test_part(part: Int) -> Bool {
  step seen = look(part)
  step pressed = press(part) { after seen }
  return pressed.right
}
plan offer(part: Int) { step sent = send_offer(part) }
plan ring(part: Int) { step sent = call_buyer(part) }
`;

const handlers = `import { existsSync } from "node:fs";
export async function cast() {
  while (existsSync(process.env.HOLD)) await new Promise((resolve) => setTimeout(resolve, 20));
  return { by: "somebody" };
}
export const look = ({ part }) => ({ sound: true, confidence: (part % 10) / 10 + 0.05 });
export const press = ({ part }) => ({ right: ((part * 37) % 100) / 100 < (part % 10) / 10 + 0.05 });
export const send = () => null;
`;

export interface Foundry extends Served {
  /** A run of a plan for a part; its id. */
  begin(plan: string, part: number): Promise<string>;
  /** Its state, once that is `status`. */
  becomes(run: string, status: string): Promise<void>;
  newToken(request: object): Promise<string>;
  /** From here on every casting ends. */
  letGo(): void;
}

/** A foundry whose halls are served by a worker elsewhere, which has a casting under way. */
export async function foundry(): Promise<Foundry> {
  const folder = mkdtempSync(join(tmpdir(), "orch-foundry-"));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("foundry.orch"), program);
  writeFileSync(at("handlers.mjs"), handlers);
  writeFileSync(at("server.json"), JSON.stringify({ workers: { pools: ["hall_a", "hall_b"] } }));
  writeFileSync(at("hold"), "");
  const server = await served(at("foundry.orch"), ["--settings", at("server.json")]);
  let count = 0;
  const ask = (path: string, body: object): Promise<unknown> => {
    count += 1;
    return server.ask(path, body, `foundry ${count}`);
  };
  const newToken = async (request: object): Promise<string> =>
    ((await ask("/tokens", request)) as { readonly token: string }).token;
  const worker = { name: "hall", role: "worker", user: "hall", pools: ["hall_a", "hall_b"] };
  writeFileSync(at("worker.token"), await newToken(worker), { mode: 0o600 });
  const options = ["--server", server.address, "--token-file", at("worker.token"), "--name", "gateway"];
  const child = orch(
    ["work", at("foundry.orch"), "--pools", "hall_a,hall_b", ...options, "--capacity", "2", "--threads", "2"],
    { HOLD: at("hold") },
  );
  await vi.waitFor(async () => {
    const { workers } = (await server.ask("/workers")) as { readonly workers: readonly unknown[] };
    expect(workers).toHaveLength(1);
  }, 30_000);
  return {
    ...server,
    begin: async (plan, part) => {
      const body = { workflow_name: plan, input: { part } };
      return ((await ask("/workflow/execute", body)) as { readonly run: string }).run;
    },
    becomes: (run, status) =>
      vi.waitFor(async () => expect(await server.ask(`/runs/${run}`)).toMatchObject({ status }), 30_000),
    newToken,
    letGo: () => rmSync(at("hold"), { force: true }),
    close: async () => {
      rmSync(at("hold"), { force: true });
      if (child.exitCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
