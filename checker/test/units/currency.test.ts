import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

describe("plain `Money`", () => {
  test("is of the currency of the amounts beside it", () => {
    check(`module m
service pay(amount: Money in €0..€500) { effect idempotent  cost <= $0.01  latency <= 2s }
service refund(amount: Money) { effect idempotent  cost <= $0.01  latency <= 2s }
plan p(total: Money) {
  when total > €100 { step a = pay(€100) } else { step b = pay(€20) }
}
plan q(total: Money) {
  when total > $100 { step a = refund(total) }
  step b = pay($20)
               ^^^ error[ORCH3002]
}
plan r(total: Money<EUR>) {
  step a = refund(total)
                  ^^^^^ error[ORCH3002]
}`);
  });

  test("is of the one currency of a file that stands alone", () => {
    check(`module m
type Order { id: String, total: Money }
service pay(order: Order) { effect idempotent  cost <= €0.02  latency <= 2s }
policy large { on pay  deny when args.order.total > €500 because "too much" }
plan p(order: Order, more: Money) -> Money {
  when order.total > 12.50EUR { step a = pay(order) }
  return order.total + more
}`);
  });

  test("is what the project says", () => {
    check(`
//- /orch.json
{ "currency": "CHF" }
//- /m.orch
module m
type Order { total: Money }
service pay(order: Order) { effect idempotent  cost <= €0.02  latency <= 2s }
plan p(order: Order) {
  when order.total > 5CHF { step a = pay(order) }
  when order.total > €500 { step b = pay(order) }
                     ^^^^ error[ORCH3102]
}`);
  });

  test("mixed with another is told at both places", () => {
    check(`module m
plan p(total: Money) -> Money {
  return total + €1 + $1
                 ^^ error[ORCH3101]
}`);
  });
});
