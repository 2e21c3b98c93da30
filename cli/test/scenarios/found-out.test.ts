import { expect, test } from "vitest";
import { playedText } from "./played.ts";

const depot = `
module depot
service charged(order: String) -> Done<{ id: String }> { effect pure  latency <= 5s }
service charge(order: String) -> { id: String } { effect once  latency <= 10s  confirm charged(order)  irreversible because "it is paid" }
service weigh(order: String) -> { grams: Int } { effect pure  latency <= 1m }
service pay(order: String) -> { id: String } { effect once  latency <= 10s  irreversible because "it is paid" }
service send(order: String, grams: Int) { effect pure  latency <= 1m }
plan sell(order: String) {
  step first  = weigh(order) { cache 1d }
  step paid   = charge(order) { after first }
  step fee    = pay(order) { after paid }
  step weight = weigh(order) { after fee  cache 1d }
  step sent   = send(order, grams: weight.grams)
}
`;

function verdicts(clauses: string): readonly string[] {
  const [only] = playedText(`${depot}\nscenario "s" for sell {\ngiven order = "o1"\n${clauses}\n}\n`);
  return (only?.played.expectations ?? []).map(({ status, because }) => because ?? status);
}

test("what was asked after a crash was done before what came next", () => {
  expect(verdicts("fault crash during paid\nexpect charge completed before pay")).toEqual(["met"]);
});

test("so was what the operator resolved", () => {
  const resolved = 'fault pay times out\noperator resolves fee { completed: { id: "p7" } } at 1h';
  expect(verdicts(`${resolved}\nexpect pay completed before send`)).toEqual(["met"]);
});

test("what was had of an earlier call did not begin", () => {
  expect(verdicts("expect weigh completed before send\nexpect weigh once")).toEqual(["met", "met"]);
});
