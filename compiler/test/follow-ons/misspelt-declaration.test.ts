import { describe, test } from "vitest";
import { check } from "../compile-fixture.ts";

/* What is declared under another name than it is used by is one mistake. */

const tool = "tool look(n: Int) -> { seen: Int } { effect pure  latency <= 1s }";

describe("a misspelt declaration is told where it stands", () => {
  test("if several places use what it was meant for", () => {
    check(`module m
type Parcle { of: Int }
     ^^^^^^ error[ORCH2010] \`Parcle\` is never used, but \`Parcel\` is, which is not declared.
tool weigh(box: Parcel) -> Parcel { effect pure  latency <= 1s }
tool lift(box: Parcel) -> Int { effect pure  latency <= 1s }`);
    check(`module m
${tool}
flag nigth = now.time in 22:00..06:00
     ^^^^^ error[ORCH2010]
plan p(nmae: String, count: Int) -> Int {
       ^^^^ error[ORCH2010]
  step seeen = look(count)
       ^^^^^ error[ORCH2010]
  when night { wait 5m }
  step a = look(seen.seen)
  when night { wait 5m }
  return a.seen + seen.seen + name.size
}
plan q(count: Int) -> Int {
  step a = p(name: "n", count: count)
  return a
}`);
  });

  test("but not where it is used, where one place uses the other, or where it is not declared here", () => {
    check(`module m
${tool}
plan p(n: Int) -> Int {
  step loked = look(n)
  step other = look(n)
  let twice = oter.seen + loked.seen
              ^^^^ error[ORCH3201]
  let more = looked.seen + 1
             ^^^^^^ error[ORCH3201]
  return looked.seen + twice + more
         ^^^^^^ error[ORCH3201]
}
plan q(items: [Int] size 1..9) -> Int {
  let a = items.frist
                ^^^^^ error[ORCH3006]
  let b = items.frist
                ^^^^^ error[ORCH3006]
  return items.first
}`);
  });
});
