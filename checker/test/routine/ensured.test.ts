import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const head = `module m
type Segment { names: [String], note: String? }
tool pick(n: Int) -> Segment { effect pure  latency <= 1s  ensures result.names.size <= n  ensures result.note is some }
tool roll(sides: Int = 6) -> Int { effect pure  latency <= 1s  ensures result in 1..sides }
tool send(names: [String] size 0..9) { effect pure  latency <= 1s }
tool file(n: Int in 1..6, note: String) { effect pure  latency <= 1s }
`;

describe("what a capability ensures is known of its result", () => {
  test("with the arguments that it is given", () => {
    check(`${head}
plan p(n: Int, few: Int in 1..5) {
  step a = pick(n: 9)
  step b = send(a.names)
  step c = pick(n: 20)
  step d = send(c.names)
                ^^^^^^^ error[ORCH3009]
  step e = pick(few)
  step f = for name in e.names { step g = send([name]) }
  step h = pick(n)
  step i = for name in h.names { step g = send([name]) }
           ^^^^^^^^^^^^^^^^^^^ error[ORCH3712]
  step j = file(n: 1, note: a.note)
}`);
  });

  test("with its defaults, where they are not given", () => {
    check(`${head}
plan p() {
  step a = roll()
  step b = file(a, note: "x")
  step c = roll(sides: 12)
  step d = file(c, note: "x")
                ^ error[ORCH3004]
  step e = roll(3)
  when e > 5 { step f = file(e, note: "x") }
       ^^^^^ error[ORCH3726]
}`);
  });

  test("where it is accepted, retried and read above", () => {
    check(`${head}
plan p() {
  step b = file(a, note: "x")
  step a = roll()
  step c = roll() { accept it <= 6  attempts 2 }
                           ^^^^^^^ warning[ORCH3727]
}`);
  });
});

describe("what a goal calls success is known of what it gives", () => {
  test("since it is not achieved without", () => {
    check(`module m
type Job { id: String, status: scheduled | rejected, place: String? }
tool book(n: Int) -> Job { effect pure  latency <= 1s }
tool told(place: String) { effect pure  latency <= 1s }
goal booked(n: Int) -> Job { success "booked" when result.status == scheduled and result.place is some }
plan by_tool(n: Int) -> Job achieves booked {
  step job = book(n)
  return job
}
plan p(n: Int) {
  step job = booked(n)
  step a = told(job.place)
  when job.status == rejected { fail "rejected" }
       ^^^^^^^^^^^^^^^^^^^^^^ error[ORCH3726]
}`);
  });
});
