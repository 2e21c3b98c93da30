import { compile } from "@orchlang/compiler";
import { check, memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "./checked.ts";

describe("capabilities", () => {
  test("that confirm tell of the very value that the action gives", () => {
    check(`module m
service pay(order: String) -> { id: String } { effect once  latency <= 1s  confirm paid(order) }
                                                                                   ^^^^ error[ORCH3607] \`paid\` confirms a record \`{ sum: Mass }\`, but what is done here gives a record \`{ id: String }\`.
service paid(order: String) -> Done<{ sum: Mass }> { effect pure  latency <= 1s }
service refund(order: String) -> { sum: Int in 1..90 } { effect once  latency <= 1s  confirm refunded(order) }
service refunded(order: String) -> Done<{ sum: Int }> { effect pure  latency <= 1s }
service ring(bell: Int) { effect once  latency <= 1s  confirm rung(bell) }
service rung(bell: Int) -> Done<{ sum: Mass }> { effect pure  latency <= 1s }
`);
  });

  test("of the wrong kind in a `confirm` are one mistake, whatever they are given", () => {
    check(`module m
service pay(order: String) -> { id: String } { effect once  latency <= 1s  confirm pack(order) }
                                                                                   ^^^^ error[ORCH3608]
service send(order: String) -> { id: String } { effect once  latency <= 1s  confirm sent(order) }
                                                                                    ^^^^ error[ORCH3607]
service pack(box: Int, wide: Bool) -> { id: String } { effect idempotent  latency <= 1s }
service sent(box: Int, wide: Bool) -> String { effect pure  latency <= 1s }
`);
  });

  test("and plans and goals that declare a failure twice are told", () => {
    check(`module m
service pay(n: Int) { effect idempotent  latency <= 1s  fails declined | full | declined }
                                                                                ^^^^^^^^ warning[ORCH3640] The failure \`declined\` is declared twice.
goal g(n: Int) -> Int { fails full | full  optimize cost }
                                     ^^^^ warning[ORCH3640]
plan p(n: Int) {
  fails full
  fails full | late
        ^^^^ warning[ORCH3640]
  when n > 3 { fail full "no" }
  when n > 2 { fail late "no" }
}
`);
  });

  test("touch what need not be declared, but not what is nearly a type", () => {
    check(`module m
type Flight { id: String }
service fuel(id: String) { effect idempotent  latency <= 1s  touches Flght by id  touches Apron by id }
                                                                     ^^^^^ error[ORCH3001]
`);
  });

  test("say everything that a plan file keeps of them", () => {
    const program = checked(`module m
type Order { id: String }
type Truck { id: String }
service ship(order: Order, weight: Mass = 1kg, fast: Bool?) -> { id: String } {
  effect    idempotent for 1d
  cost      <= $2 + $1 * 2
  latency   <= 10s
  energy    <= 2kWh at least 1kWh
  charged   per request
  fails     lost | late
  ensures   result.id != ""
  scope     "ship.write"
  scope     "ship.read"
  clearance personal
  at        edge, device
  uses      Truck x 2
  touches   Order by order.id
  touches   Parcel by order.id
  tags      risky, paid
  undo      call_back(parcel: result.id)
  heartbeat 5s
  run       http post "https://ship.example.com/orders" callback
}
service call_back(parcel: String) { effect pure  latency <= 5s  run mcp "ship#back" }
`);
    const { capability } = program.capabilities.get("m.ship") ?? {};
    expect(capability).toMatchObject({
      kind: "service",
      effect: { kind: "idempotent", for: { op: "constant", value: 86_400_000 } },
      cost: { op: "constant", value: { amount: "4", currency: "USD" } },
      latency: { op: "constant", value: 10_000 },
      energy: { op: "constant", value: 7_200_000 },
      least: { energy: { op: "constant", value: 3_600_000 } },
      charged: "per request",
      fails: ["lost", "late"],
      scopes: ["ship.write", "ship.read"],
      clearance: { confidentiality: "personal" },
      tiers: ["device", "edge"],
      uses: [{ kind: "m.Truck", count: 2 }],
      tags: ["risky", "paid"],
      touches: [{ entity: "m.Order" }, { entity: "Parcel" }],
      undo: { capability: "m.call_back" },
      heartbeat: { op: "constant", value: 5_000 },
      run: { kind: "http", method: "post", url: "https://ship.example.com/orders", callback: true },
    });
    expect(capability?.params.map(({ name, default: fallback }) => [name, fallback])).toEqual([
      ["order", undefined],
      ["weight", { op: "constant", value: 1_000, says: "1kg" }],
      ["fast", undefined],
    ]);
    expect(program.capabilities.get("m.call_back")?.capability).toMatchObject({
      result: null,
      run: { kind: "mcp", server: "ship", tool: "back" },
    });
  });

  test("have the effects that their kinds have where nothing is said", () => {
    const program = checked(`module m
role boss
tool a() { latency <= 1s  irreversible because "x" }
agent b() { latency <= 1s  irreversible because "x" }
llm c() -> Bool { prompt "?"  latency <= 1s  tokens <= 1 token }
human d() -> Bool { ask boss x 2 where user.site == "here"  show "?" }
`);
    const effects = [...program.capabilities.values()].flatMap(({ capability }) =>
      capability.name.startsWith("m.") ? [capability.effect.kind] : [],
    );
    expect(effects).toEqual(["once", "once", "pure", "pure"]);
    expect(program.capabilities.get("m.d")?.capability.human).toMatchObject({ role: "m.boss", count: 2 });
    expect(program.capabilities.get("m.c")?.capability.result?.label.integrity).toBe("untrusted");
  });

  test("have addresses of parameters and constants", () => {
    const program = checked(`module m
let api = "https://a.example/v1"
service t(id: Int, at: String) { effect pure  latency <= 1s  run http get "\${api}/x/\${id}?at={at}" }
service h(at: String) { effect pure  latency <= 1s  run http get "https://\${at}.example/" hosts "a.example", "b.example" }`);
    const run = (name: string) => program.capabilities.get(name)?.capability.run;
    expect(run("m.t")).toEqual({ kind: "http", method: "get", url: "https://a.example/v1/x/{id}?at={at}" });
    expect(run("m.h")).toMatchObject({ url: "https://{at}.example/", hosts: ["a.example", "b.example"] });
    check(`module m
service t(id: Int, more: [Int]) {
  effect pure
  latency <= 1s
  run http get "https://a.example/\${id + 1}/\${idd}/\${more}"
                                  ^^^^^^^^^ error[ORCH3637]
                                              ^^^ error[ORCH3201]
}
service u(id: String, more: [Int]) {
  effect pure
  latency <= 1s
  run http get "https://a.example/\${more}/{idd}" hosts "a.example"
                                  ^^^^^^^ error[ORCH3621]
                                          ^^^^^ error[ORCH3601]
                                                       ^^^^^^^^^^^ error[ORCH3638]
}
service v(id: String) {
  effect pure
  latency <= 1s
  run http get "https://\${id}.example/" hosts "a.test", "B.example", "b.example"
                                              ^^^^^^^^ error[ORCH3639]
                                                        ^^^^^^^^^^^ error[ORCH3639]
}
service w(id: String) {
  effect pure
  latency <= 1s
  run http get "https://\${id}.example/"
                        ^^^^^ error[ORCH3620]
}`);
  });

  test("find their handlers from their own file, and name them from the root", () => {
    const files = {
      "/p/a/m.orch": `module m\ntool t() { latency <= 1s  run module "../h/x.ts#y"  effect pure }`,
    };
    const { projects } = compile({ files: ["/p/a/m.orch"], root: "/p" }, memoryHost(files));
    expect(projects[0]?.checked.capabilities.get("m.t")?.capability.run).toEqual({
      kind: "module",
      path: "h/x.ts",
      export: "y",
    });
  });

  test("leave the wrong out and keep the right", () => {
    check(`module m
tool t(n: Int, n: String) -> Int {
               ^ error[ORCH3604]
  effect  pure
  latency <= 1
             ^ error[ORCH3103]
  cost    <= $1
  cost    <= $2
  ^^^^^^^^^^^^^ error[ORCH3602]
  at      moon
          ^^^^ error[ORCH3601] \`moon\` is no tier.
  ask     boss
  ^^^^^^^^^^^^ error[ORCH3603] \`ask\` belongs to a human; \`t\` is a tool.
          ^^^^ error[ORCH2005]
  run     http fetch "https://x.example.com"
               ^^^^^ error[ORCH3601] \`fetch\` is no method of HTTP.
}`);
  });

  test("may leave out what has a default or may be missing, and nothing else", () => {
    check(`module m
tool t(a: Int, b: Int = 2, c: Int?, d: Int) -> Int { effect pure  latency <= 1s }
plan p(d: Int) -> Int {
  step x = t(1, d: 3)
  step y = t(1, 2, none, d)
  step z = t(d, b: 1, d)
  step w = t(1)
           ^^^^ error[ORCH3701] \`t\` needs \`d\` too.
  return x + y + z + w
}`);
  });
});
