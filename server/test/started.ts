import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import {
  createOrchestrator,
  type Journal,
  type Orchestrator,
  openJournal,
  openSqliteStore,
} from "@orchlang/runtime";
import { standardModule, standardModules } from "@orchlang/stdlib";
import { expect, onTestFinished } from "vitest";
import {
  openServer,
  type Program,
  type Role,
  type Server,
  type ServerOptions,
  type TokenRequest,
  tokenStore,
  workerRole,
} from "../src/index.ts";

/* A server over a real journal, with a program of its own. */

const shop = `module shop
role boss
event order(id: String, amount: Money, buyer: String @personal) { from web  category incident }
type Till { id: String }
resource tills: Till x 2 { at edge  lease 1h }
service charge(id: String) -> { receipt: String, holder: String @personal } {
  effect idempotent  latency <= 60s  clearance personal  run module "./h.mjs#charge"
}
human approve(id: String) -> { granted: Bool } { ask boss  show "May \${id} be paid?" }
plan pay(id: String) -> { receipt: String } {
  fails refused
  step ok = approve(id) { timeout 1h }
  when ok.granted { step paid = charge(id) { after ok } } else { fail refused "no" }
  return { receipt: paid.receipt }
}
human confirm(who: String) -> { granted: Bool } { ask boss  clearance personal  show "Is it \${who}?" }
plan known(id: String) -> Bool { step paid = charge(id)  step ok = confirm(paid.holder) { timeout 1h }  return ok.granted }
plan quick(id: String) -> String { step paid = charge(id)  return paid.receipt }
plan broken(id: String) { fails wrong  step paid = charge(id)  fail wrong "the holder is \${paid.holder}" }
service take(id: String) -> { ref: String } {
  effect once  cost <= $2.00  latency <= 60s  fails gone  undo give_back(ref: result.ref)  run module "./h.mjs#take"
}
service give_back(ref: String) { effect idempotent  cost <= $0.50  latency <= 60s  run module "./h.mjs#give_back" }
service note(text: String) { effect idempotent  latency <= 60s  irreversible because "a note stays"  run module "./h.mjs#note" }
human agree(id: String) -> { granted: Bool } { ask boss  show "May all of \${id} be ordered?" }
plan pack(id: String) -> String { step packed = take(id)  return packed.ref }
plan order_all(id: String) -> String {
  fails refused
  step taken = take(id)
  step noted = note(taken.ref)
  step parts = for part in ["a", "b"] { step packing = pack(part)  yield packing }
  step other = take("late") else when error == gone { step instead = note("none left")  yield { ref: "none" } }
  step ok = agree(id) { after other, parts, noted  timeout 1h }
  when not ok.granted { fail refused "no for \${id}" }
  return other.ref
}
guardrail few : safety blocking { at most 3 charge }
event payment(id: String) { from bank }
fusion settled(id: String) { join order as o, payment as p within 1h by o.id emit { id: o.id } }
policy named : safety blocking { on charge deny when args.id == "no" because "nobody is called so" }
plan dear(id: String) -> String { step paid = charge(id)  return paid.receipt }
plan many(ids: [String] size 0..2000) {
  step parts = for one in ids { step again = for other in ids { step back = give_back(other) } }
}
trigger arrives { on event order start quick(id: event.id) }
signal hall: Temperature { from north, south  fuse mean }
flag hot = hall > 30C
event refund(id: String, urgent: Bool) { from web }
signal daily: Int
event sale(id: String) { from web }
trigger sales { on event sale when daily > 3 start quick(id: event.id) }
event shipped(id: String)
plan ship(id: String) { emit shipped(id: id) }
trigger ships { on event shipped start quick(id: event.id) }
trigger refunds { on event refund when event.urgent start quick(id: event.id) throttle 1 per 1h }
service mail(text: String) {
  effect idempotent  latency <= 60s  irreversible because "a letter stays"  scope "mail.send"  run module "./h.mjs#note"
}
plan greet(id: String) { step sent = mail(id) }
trigger known_over { on completed known start quick(id: run.id) }
`;

export const handlers = `let taken = 0;
export function take({ id }) { return { ref: "t-" + id + "-" + ++taken }; }
export function give_back() { return null; }
export function note() { return null; }
export function charge({ id }) { return { receipt: "r-" + id, holder: "Ada Lovelace" }; }\n`;

export interface Started {
  readonly server: Server;
  readonly orchestrator: Orchestrator;
  readonly journal: Journal;
  /** The response to a request in the name of a role; undefined: without a token. */
  ask(
    role: Role | undefined,
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown,
    key?: string,
  ): Promise<Reply>;
  token(request: Partial<TokenRequest>): string;
  /** ms, added to the machine's clock. */
  advance(ms: number): void;
}

/** How the server differs from its defaults. */
type Configured = Partial<ServerOptions> &
  Pick<Program, "certificates" | "text" | "trials" | "understand"> & {
    /** Another program, in place of the shop. */
    readonly source?: string;
    /** Takes what ends it; default: at the end of the test. */
    readonly ends?: (end: () => Promise<void>) => void;
  };

export interface Reply {
  readonly status: number;
  readonly body: { readonly [name: string]: unknown };
}

export async function started({
  certificates,
  text,
  trials,
  understand,
  source,
  ends = onTestFinished,
  ...more
}: Configured = {}): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), "orch-server-"));
  writeFileSync(join(folder, "h.mjs"), handlers);
  const { plans, world, armed } = source === undefined ? compiledShop() : compiled(source);
  const path = join(folder, "journal.db");
  const store = openSqliteStore(path, { mode: "write" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store, output: () => undefined });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  await orchestrator.arm({ world, plans: armed, root: folder });
  const journal = await openJournal(path);
  if ("fault" in journal) throw new Error(journal.message);
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const tokens = tokenStore([]);
  const program = {
    plans,
    world,
    root: folder,
    ...(certificates && { certificates }),
    ...(text && { text }),
    ...(trials && { trials }),
    ...(understand && { understand }),
  };
  const options = { ...more, orchestrator, journal, program, tokens };
  const server = await openServer({ ...options, host: "127.0.0.1", port: 0, version: "0.0.0", now });
  if ("fault" in server) throw new Error(server.fault);
  ends(async () => {
    await server.close();
    await journal.close();
    await orchestrator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const made = new Map<Role, string>();
  const token: Started["token"] = (request) =>
    tokens.create({ name: "test", role: "viewer", user: "u", roles: [], clearance: "internal", ...request })
      .token;
  const tokenOf = (role: Role): string => {
    const pools = role === workerRole ? { pools: ["tills"] } : {};
    const known = made.get(role) ?? token({ role, user: role, roles: ["shop.boss"], ...pools });
    made.set(role, known);
    return known;
  };
  return {
    server,
    orchestrator,
    journal,
    token,
    advance: (ms) => {
      ahead += ms;
    },
    ask: async (role, method, url, body, key) => {
      const response = await server.app.inject({
        method,
        url,
        headers: {
          ...(role === undefined ? {} : { authorization: `Bearer ${tokenOf(role)}` }),
          ...(key === undefined ? {} : { "idempotency-key": key }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      return {
        status: response.statusCode,
        body: response.body === "" ? {} : JSON.parse(response.body),
      };
    },
  };
}

let known: ReturnType<typeof compiled> | undefined;

/** The shop, compiled for the first server of this process. */
export function compiledShop() {
  known ??= compiled(shop);
  return known;
}

export function compiled(source: string) {
  const host = {
    read: (path: string) =>
      path.endsWith("shop.orch")
        ? { text: source }
        : { fault: "missing" as const, message: "there is no such file" },
    standard: standardModule,
    standardModules,
  };
  const result = compile({ files: ["/shop.orch"], root: "/" }, host);
  const errors = result.diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const { world, plans: armed } = result.world();
  return { plans: result.targets.flatMap(({ name }) => result.plan(name) ?? []), world, armed, result };
}
