import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* Sound plans in which something was once reported. */

function found(program: string, target: string, faults = 1): readonly string[] {
  const result = compiled(program);
  const plan = result.plan(target);
  if (plan === undefined) throw new Error("it is a plan");
  return verify(plan, result.context(target), { faults }).violations.map(({ violation }) => violation.says);
}

test("a call that the next plan takes over came before what the plan before did", () => {
  const program = `module trip
service book_hotel(town: String) -> { booking: String } { effect idempotent  latency <= 1m  undo cancel_hotel(booking: result.booking) }
service cancel_hotel(booking: String) { effect idempotent  latency <= 1m }
service pay(town: String) -> { receipt: String } { effect idempotent  latency <= 20s  undo give_back(town) }
service give_back(town: String) { effect idempotent  latency <= 20s }
service fly(town: String) -> { seat: String } { effect idempotent  latency <= 30s  undo free(town) }
service free(town: String) { effect idempotent  latency <= 30s }

goal travelled(town: String) -> String { optimize comfort }

plan by_air(town: String) -> String achieves travelled {
  step hotel = book_hotel(town)
  step paid  = pay(town) { after hotel }
  step seat  = fly(town) { after paid }
  return seat.seat
}
plan by_rail(town: String) -> String achieves travelled {
  step hotel = book_hotel(town)
  step paid  = pay(town) { after hotel }
  return paid.receipt
}

guardrail all_held : money { book_hotel completed before pay }
`;
  expect(found(program, "trip.travelled")).toEqual([]);
});

test("what undoes a call may be a step of its own, and stays", () => {
  const program = `module library
event returned(copy: String) { from desk }
service check_out(copy: String) -> { due: Date } { effect idempotent  latency <= 3s  undo check_in(copy) }
service check_in(copy: String) { effect idempotent  latency <= 3s }
service fine(reader: String, amount: Money in $0..$50) -> { fine: String } { effect once  latency <= 5s  undo waive(fine: result.fine) }
service waive(fine: String) { effect idempotent  latency <= 5s }

plan loan(copy: String, reader: String) -> Bool {
  step out = check_out(copy)
  step back = wait for event returned where event.copy == copy within 28d
  when back is some {
    step in_late = check_in(copy)
    step fined = fine(reader, amount: $2) { after in_late }
    return true
  } else {
    step paid = fine(reader, amount: $30)
    return false
  }
}
`;
  expect(found(program, "library.loan")).toEqual([]);
});

test("what an event begins does not replace the work that it interrupts", () => {
  const program = `module clinic
event alarm(chair: String, cause: String) { from machines }
service connect(chair: String) { effect idempotent  latency <= 5m  undo give_back(chair) }
service give_back(chair: String) { effect idempotent  latency <= 20m }
service filter(chair: String) -> { litres: Int } { effect idempotent  latency <= 6h }
service call_nurse(cause: String) { effect idempotent  latency <= 10s }
plan session(chair: String) -> String {
  step on = connect(chair)
  step course = do {
    step clean = filter(chair)
    yield "\${clean.litres} litres"
  } until event alarm where event.chair == chair {
    step nurse = call_nurse(cause: event.cause)
    yield "stopped"
  } { after on }
  step off = give_back(chair) { after course }
  return course
}
`;
  expect(found(program, "clinic.session", 2)).toEqual([]);
});

test("what another fault repeats is not put down to a second report", () => {
  const program = `module dunning
event card_updated(customer: String) { from web  dedupe 1m by customer }
service charge(invoice: String) -> { payment: String } { effect idempotent  latency <= 20s  fails declined  undo refund(invoice) }
service refund(invoice: String) { effect idempotent  latency <= 5s }
service letter(invoice: String) { effect idempotent  latency <= 5s  irreversible because "it was sent" }
plan collect(customer: String, invoice: String) -> String {
  step paid = for last from "" up to 2 until last != "" {
    step told = letter(invoice)
    step moved = wait for event card_updated where event.customer == customer within 7d { after told }
    when moved is some {
      step again = charge(invoice) else when error == declined { yield { payment: "" } }
      yield again.payment
    } else {
      step later = charge(invoice)
      yield later.payment
    }
  }
  return paid
}
`;
  expect(found(program, "dunning.collect", 2)).toEqual([]);
});

test("what stands before a deliberate `fail` is meant to stay", () => {
  const program = `module blood
service take(bag: String) -> { shelf: Int } { effect idempotent  latency <= 1m  undo put_back(bag) }
service put_back(bag: String) { effect idempotent  latency <= 1m }
service test_bag(bag: String) -> { clean: Bool } { effect pure  latency <= 1m }
service reserve_slot(bag: String) -> { slot: Int } { effect idempotent  latency <= 1m  undo free(bag) }
service free(bag: String) { effect idempotent  latency <= 1m }
service quarantine(bag: String) -> { case: Int } { effect idempotent  latency <= 1m }
plan issue(bag: String) {
  step taken = take(bag)
  step slot = reserve_slot(bag) { after taken }
  step tested = test_bag(bag) { after slot }
  when not tested.clean {
    step kept = quarantine(bag)
    fail "the bag is not clean"
  }
}
`;
  expect(found(program, "blood.issue")).toEqual([]);
});
