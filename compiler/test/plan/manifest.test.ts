import { look } from "@orchlang/analysis/testing";
import type { Manifest } from "@orchlang/plan";
import { describe, expect, test } from "vitest";
import { playbooks } from "../texts.ts";

/* What a run may reach, whatever way it takes. */

function manifestOf(text: string, entry: string): Manifest | undefined {
  const looked = look(text);
  const errors = looked.all.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message }) => message)).toEqual([]);
  return looked.plan(entry)?.plan.manifest;
}

test("everything that is called, asked, held and reached, in handlers, undos, confirms, `finally` and plans inside", () => {
  const manifest = manifestOf(
    `module m
role lead
role auditor
type Van { id: String }
resource vans: Van x 2 { at edge  overflow hired }
resource hired: Van x 2 { at cloud }
service charge(n: Int) -> Int { effect once  latency <= 1s  scope "pay"  confirm was_charged(n)  undo refund(n)  run http post "https://pay.example:8443/charges" }
service was_charged(n: Int) -> Done<Int> { effect pure  latency <= 1s  run mcp "ledger#look" }
service refund(n: Int) { effect idempotent  latency <= 1s  scope "refund"  run http post "https://money.example/refunds" }
tool read(n: Int) -> String @personal { effect pure  latency <= 1s  scope "read"  clearance personal }
tool tell(text: String @personal) { effect idempotent  latency <= 1s  clearance personal  at edge }
tool mend(n: Int) -> Int { effect idempotent  latency <= 1s }
tool never_called(n: Int) -> Int { effect pure  latency <= 1s  scope "nothing" }
human sign(n: Int) -> Bool { ask lead  show "?" }
plan inner(n: Int) -> Int fails broken { step a = mend(n)  when a > 3 { fail broken "no" }  return a }
plan p(n: Int) -> Int {
  step paid = charge(n) else sign_off(n)
  with v = vans wait 1m for 1h { step b = inner(n: paid) }
  return b
  finally { step text = read(n)  step told = tell(text) }
}
plan sign_off(n: Int) -> Int { step ok = sign(n) { timeout 1h }  return n }
policy paying { on charge  require approval by auditor within 1d  require consent "spend" }
`.replace("plan inner(n: Int) -> Int fails broken {", "plan inner(n: Int) -> Int {\n  fails broken\n"),
    "m.p",
  );
  expect(manifest).toEqual({
    scopes: ["pay", "read", "refund", "spend"],
    labels: ["internal", "personal", "public"],
    tiers: ["cloud", "device", "edge"],
    pools: ["m.hired", "m.vans"],
    capabilities: ["m.charge", "m.mend", "m.read", "m.refund", "m.sign", "m.tell", "m.was_charged"],
    humans: ["m.auditor", "m.lead"],
    failures: ["broken"],
    addresses: ["ledger", "money.example", "pay.example:8443"],
    untrusted: [],
  });
});

test("nothing of policies that decide about nothing it does", () => {
  const text = `module m
role auditor
role lead
flag busy = false { hold 1m }
service charge(n: Int) { effect idempotent  latency <= 1s }
service refund(n: Int) { effect idempotent  latency <= 1s }
service pay(n: Int) { effect idempotent  latency <= 1s  undo refund(n) }
plan p(n: Int) { step a = pay(n) }
plan q(n: Int) { step a = charge(n) }
policy charging { on charge  require approval by auditor within 1d  require consent "spend"  deny when busy because "busy" }
policy refunding { on refund  require approval by lead within 1d }
`;
  const { plan } = look(text).plan("m.p") ?? {};
  expect(plan?.manifest).toMatchObject({ scopes: [], humans: [] });
  expect(plan).toMatchObject({ policies: [], roles: {}, flags: {} });
  expect(look(text).plan("m.q")?.plan.manifest).toMatchObject({ scopes: ["spend"], humans: ["m.auditor"] });
});

describe("the playbooks", () => {
  const short = (names: readonly string[] = []): string =>
    names.map((name) => name.slice(name.lastIndexOf(".") + 1)).join(" ");
  test.each([
    ["render", "film.render.draw_all", "cloud device", "attic glacier harbour", "", "", ""],
    [
      "campaign",
      "example.campaign.product_announced",
      "device",
      "",
      "campaign_owner",
      "customers.read mailings.write",
      "example.campaign.announce/mailing.letter",
    ],
    [
      "wildfire",
      "ranger.wildfire.fight_fire",
      "cloud device edge",
      "county_gliders crews gliders",
      "supervisor",
      "cases.write drones.fly evidence.write officers.alert units.dispatch",
      "",
    ],
    ["rehearsal", "home.rehearsal.rehearsal", "device", "lamps loudspeakers", "", "", ""],
    [
      "bulletin",
      "orchard.bulletin.bulletin",
      "device",
      "",
      "",
      "memory.read memory.write post.send scales.read",
      "",
    ],
  ])("%s", (name, entry, tiers, pools, humans, scopes, untrusted) => {
    const text = playbooks.get(name) ?? "";
    const manifest = manifestOf(text, entry);
    expect([manifest?.tiers.join(" "), short(manifest?.pools), short(manifest?.humans)]).toEqual([
      tiers,
      pools,
      humans,
    ]);
    expect([manifest?.scopes.join(" "), manifest?.untrusted.join(" ")]).toEqual([scopes, untrusted]);
    // Every capability that the text names behind a step, an `else`, an `undo` or a `confirm`, and none besides.
    for (const capability of manifest?.capabilities ?? []) expect(text).toContain(short([capability]));
  });
});
