import { check } from "@orchlang/compiler/testing";
import { test } from "vitest";

/* A choice in a choice that may end the plan holds what stands below both, for what it has asked. */

const head = `module m
tool may(n: Int) -> Bool { effect pure  latency <= 2m }
service load(n: Int) -> { seal: String } { effect once  latency <= 1m }
service look(n: Int) { effect idempotent  latency <= 1m }
`;

test("who is asked inside has said yes before what stands below", () => {
  check(`${head}
guardrail asked_first { may completed before load when args.n > 3 }
plan refused(n: Int) -> String {
  when n > 3 {
    step ok = may(n)
    when not ok { fail "no" }
  }
  step loaded = load(n)
  return loaded.seal
}
plan returned(n: Int) -> String {
  when n > 3 {
    step ok = may(n)
    when not ok { return "no" }
  }
  step loaded = load(n)
  return loaded.seal
}`);
});

test("who is asked outside may still be asked while it is done", () => {
  check(`${head}
plan p(n: Int) -> String {
  step ok = may(n)
  when n > 3 {
    when not ok { fail "no" }
  }
  step loaded = load(n)
       ^^^^^^ error[ORCH4201]
  return loaded.seal
}
plan q(n: Int) -> String {
  when n > 3 {
    step ok = may(n)
    step seen = look(n)
    when not ok { fail "no" }
  }
  step loaded = load(n)
       ^^^^^^ error[ORCH4201]
  return loaded.seal
}`);
});
