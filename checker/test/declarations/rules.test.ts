import { check } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "./checked.ts";

const actions = `module m
role boss
type Drone { id: String, speed: Speed }
service send(to: String, text: String) -> { ok: Bool } { effect idempotent  latency <= 1s  tags mail }
service call(to: String, loud: Bool) { effect idempotent  latency <= 1s  uses Drone }
`;

describe("policies", () => {
  test("read what all of their actions take", () => {
    check(`${actions}
policy a { on send, call  deny when args.to == "" because "nobody" }
policy b { on send, call  deny when args.text == "" because "nothing" }
                                         ^^^^ error[ORCH3801] \`call\` has no argument \`text\`.
policy c { on tagged mail, kind agent, any  deny when args.whatever == "x" because "unknown" }
policy d { on call  deny when resource.speed > resource.speed / 2 and resource.latency > 5m because "far" }
policy e { on send  allow when step.attempt < 3 and run.plan != "x" and user.role == "boss" }
`);
  });

  test("that speak of a tag speak of one that there is, and of what those that bear it take", () => {
    check(`${actions}
tool read(page: Int) -> String { effect pure  latency <= 1s  tags mail, reading }
policy a { on tagged mial  deny when args.to == "" because "nobody" }
                     ^^^^ error[ORCH3810] No capability has the tag \`mial\`.
policy b { on tagged mail  deny when args.txet == "" because "nothing" }
                                          ^^^^ error[ORCH3801] Nothing that is tagged \`mail\` has an argument \`txet\`.
policy c { on tagged mail, tagged reading  deny when args.page == 3 or args.text == "" because "both are taken" }
policy d { on tagged mail, send  record args.neither }
policy e advisory { on tagged mail  warn when args.reason is none or (args.reason ?? "x") == "x" because "it may be asked for" }
policy f { on tagged destructive  deny when args.reason == "" because "nobody here is" }
guardrail g { at most 1 tagged mails }
                               ^^^^^ error[ORCH3810]
guardrail h { never tagged mail when args.texts == "" }
                                          ^^^^^ error[ORCH3801]
guardrail i { read before tagged mail when args.pgae == 1 }
                                                ^^^^ error[ORCH3801]
plan p(n: Int) { step a = send(to: "x", text: "y") }
scenario "s" for p { given n = 1  expect never tagged mal }
                                                      ^^^ error[ORCH3810]
`);
  });

  test("tell nothing of the arguments of an action that is wrong itself", () => {
    check(`module m
type Zone = north | south
service warn(zone: Zone text: String) { effect idempotent  latency <= 1s }
                        ^^^^ error[ORCH0110] A comma is missing between \`Zone\` and \`text\`.
policy a { on warn  deny when args.zone == north because "never there" }
guardrail g { every warn when args.zone == north followed by warn }
`);
  });

  test("know who the run is for", () => {
    check(`${actions}
policy a { on call  deny when user.trust == low because "not far enough" }
policy b { on call  deny when user.trust == mean because "not far enough" }
                                            ^^^^ error[ORCH3011]
policy c { on call  deny when user.trust in [low, medium] because "not far enough" }
                              ^^^^^^^^^^ error[ORCH3003]
policy d { on call  deny when not user.roles.any(role => role == "boss") and user.ward != "a" because "no boss" }
policy e { on call  deny when user.id == 3 because "not them" }
                                         ^ error[ORCH3102]
`);
  });

  test("with a mistake say nothing of the plans that they bind", () => {
    check(`${actions}
plan p(n: Int) { step a = send(to: "x", text: "y")  step b = call(to: "x", loud: true) { after a } }
policy a { on send  deny when not ("boss" in user.ward) because "no boss" }
                                             ^^^^^^^^^ error[ORCH3209]
guardrail g { never call when args.to == nobody }
                                         ^^^^^^ error[ORCH3201]
guardrail h { send when args.text == 3 before call }
                                     ^ error[ORCH3102]
`);
  });

  test("are kept with their verdicts in order", () => {
    const program = checked(`${actions}
policy p : privacy warning {
  on      send, tagged mail, kind human, any
  deny    when now.hour < 6 because "night"
  require consent "mail.send"
  require approval by boss within 5m
  limit   3 per 1h by args.to
  record  { to: args.to }
}`);
    expect(program.policies.find(({ rule }) => rule.name === "m.p")?.rule).toMatchObject({
      category: "privacy",
      severity: "warning",
      on: [{ name: "m.send" }, { tagged: "mail" }, { kind: "human" }, { any: true }],
      verdicts: [
        { kind: "deny", because: "night" },
        { kind: "consent", scope: "mail.send" },
        { kind: "approval", role: "m.boss", within: { value: 300_000 } },
        { kind: "limit", count: 3, per: { value: 3_600_000 } },
        { kind: "record" },
      ],
    });
  });
});

describe("guardrails", () => {
  test("are kept with their rules in order", () => {
    const program = checked(`${actions}
guardrail g : legal advisory {
  cost <= $3
  send completed before call
  every call when args.loud followed by send or tagged mail within 5m
  every call preceded by send failed
  at most 3 send per 1h
  never call when args.to == ""
  never secret to cloud
  never untrusted to send
}`);
    expect(program.guardrails.find(({ rule }) => rule.name === "m.g")?.rule.rules).toMatchObject([
      { kind: "bound", of: "cost" },
      { kind: "before", first: { selector: { name: "m.send" }, outcome: "completed" } },
      { kind: "followed", by: [{ selector: { name: "m.send" } }, { selector: { tagged: "mail" } }] },
      { kind: "preceded", by: [{ outcome: "failed" }] },
      { kind: "atMost", count: 3, per: { value: 3_600_000 } },
      { kind: "never", of: { name: "m.call" } },
      { kind: "flow", label: "secret", to: { tier: "cloud" } },
      { kind: "flow", label: "untrusted", to: { selector: { name: "m.send" } } },
    ]);
  });

  test("speak of actions that are there, and of labels that exist", () => {
    check(`${actions}
guardrail g {
  sned before call
  ^^^^ error[ORCH2005]
  never secrt to cloud
        ^^^^^ error[ORCH3601] \`secrt\` is no label.
  never secret to clowd
                  ^^^^^ error[ORCH2005]
  never personal
  ^^^^^^^^^^^^^^ error[ORCH3807]
  latency <= 3kWh
             ^^^^ error[ORCH3002]
}`);
  });
});

const place = (name: string): string => `\${${name}}`;

describe("goals", () => {
  test("keep their sentences with places for the parameters", () => {
    const program = checked(`module m
type Mood = cosy | bright
goal light(room: String, mood: Mood = cosy) -> { level: Ratio } {
  intent   "light the \${room}", "make it \${mood} in the \${room}"
  success  "It is light" when result.level > 10%
  budget   cost <= $1, energy <= 1kWh
  optimize comfort
  keep     personal at device
  fails    dark
}
service set(room: String, level: Ratio) -> { level: Ratio } { effect idempotent  latency <= 1s }
plan lamps(room: String, mood: Mood) -> { level: Ratio } achieves light {
  step a = set(room, level: match mood { cosy: 20%, bright: 90% })
  return a
}
plan evening(room: String) -> Ratio {
  step a = light(room)
  step b = lamps(room)
  return a.level
}`);
    const goal = program.goals.get("m.light")?.goal;
    expect(goal).toMatchObject({
      intents: [`light the ${place("room")}`, `make it ${place("mood")} in the ${place("room")}`],
      optimize: "comfort",
      keep: [{ label: "personal", at: "device" }],
      fails: ["dark"],
      budget: [{ of: "cost" }, { of: "energy", limit: { value: 3_600_000 } }],
    });
    // The plan has the goal's default, though it does not write it.
    expect(program.routines.get("m.lamps")?.params[1]?.default).toEqual({ op: "constant", value: "cosy" });
  });
});
