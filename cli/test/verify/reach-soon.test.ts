import { verify } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { compiled } from "../semantics/program.ts";

/* A search that is short for its plan comes to every handler, whatever number of ways it would have to play first. */

const program = `module freight.customs

import std.people { Approval }

role broker
role officer

type Mode = sea | air | road
type Good { code: String, value: Money, weight: Int in 1..40_000, dangerous: Bool }
type Shipment { id: String, from_country: String, to_country: String, mode: Mode, goods: [Good] size 1..10 }
type Ruling = cleared { number: String } | inspect { why: String } | seized

event inspected(shipment: String, passed: Bool) { from customs.office }
event withdrawn(shipment: String) { from customer.portal }

service classify(code: String) -> { tariff: Ratio, restricted: Bool } { effect pure  latency <= 5s  fails unknown_code }
service declare(shipment: String, duty: Money) -> Ruling { effect idempotent  latency <= 1h  fails office_closed | duplicate  undo revoke(shipment) }
service revoke(shipment: String) idempotent <= 10m { irreversible because "it is as if never declared" }
service pay_duty(shipment: String, amount: Money) -> { receipt: String } { effect idempotent  latency <= 1m  cost <= $1  fails no_funds  undo claim_back(shipment) }
service claim_back(shipment: String) idempotent <= 1m { irreversible because "the money is back" }
service book_inspection(shipment: String) { effect idempotent  latency <= 1h  undo cancel_inspection(shipment) }
service cancel_inspection(shipment: String) idempotent <= 1h { irreversible because "as before" }
service release(shipment: String) { effect idempotent  latency <= 5m  irreversible because "the truck has left" }
human classify_by_hand(code: String) -> { tariff: Ratio, restricted: Bool } { ask broker  show "Classify \${code}" }
human permit(shipment: String, codes: [String]) -> Approval { ask officer  show "Restricted: \${codes}" }

private plan rate(good: Good) -> { duty: Money, restricted: Bool } {
  fails not_classified
  step found = classify(code: good.code) { retry 2 }
    else when error == unknown_code {
      step by_hand = classify_by_hand(code: good.code) { timeout 1d }
        else { fail not_classified "Nobody knows \${good.code}" }
      yield by_hand
    }
  return { duty: good.value * (found.tariff), restricted: found.restricted or good.dangerous }
}

plan clear(shipment: Shipment) -> { receipt: String } {
  fails not_classified | turned_down | office_closed | no_funds | failed_inspection | given_up

  step rated = for good in shipment.goods at once 3 {
    step one = rate(good)
    yield one
  }
  let duty = rated.map(r => r.duty).sum
  let restricted = rated.any(r => r.restricted)
  when restricted and shipment.mode == air {
    step allowed = permit(shipment: shipment.id, codes: shipment.goods.map(g => g.code)) { timeout 2d }
    when not allowed.granted { fail turned_down "Not by air" }
  }
  step declared = declare(shipment: shipment.id, duty) { retry 3 every 1h when error == office_closed }
  when declared is seized { fail turned_down "Seized" }
  when declared is inspect {
    step booked = book_inspection(shipment: shipment.id)
    step seen = first of {
      inspection = wait for event inspected where event.shipment == shipment.id within 10d
      back       = wait for event withdrawn where event.shipment == shipment.id within 10d
    }
    when seen.back is some { fail given_up "The customer gave up" }
    when not (seen.inspection?.passed ?? false) { fail failed_inspection "It did not pass" }
  }
  step paid = pay_duty(shipment: shipment.id, amount: duty) { retry 1 }
    else when error == no_funds { fail no_funds "No money" }
  step out = release(shipment: shipment.id) { after paid }
  return { receipt: paid.receipt }
}
guardrail pays_first { pay_duty completed before release }
`;

test("handlers are come to before all ways have been played", () => {
  const result = compiled(program);
  const plan = result.plan("freight.customs.clear");
  if (plan === undefined) throw new Error("it is a plan");
  const context = result.context("freight.customs.clear");
  const { unreached, exhaustive } = verify(plan, context, { faults: 2, isOver: (runs) => runs >= 800 });
  expect({ unreached, exhaustive }).toEqual({ unreached: [], exhaustive: false });
});
