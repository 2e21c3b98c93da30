/*
 * Programs as people write them, as long as asked for: orders that are checked, paid, packed and sent, over and over
 * with other names. Each block has every kind of declaration that a plan of this size has, checks clean, and uses
 * nothing of the others but the types at the top.
 */

const head = `/// Orders, as many kinds as there are blocks below.
module bench.generated

import std.people { Approval }

type Address { street: String, town: String, zip: String matching "[0-9]{5}" }
type Item { sku: String, pieces: Int in 1..500, price: Money }
type Order { id: String, customer: String @personal, items: [Item] size 1..50, ship_to: Address, note: String? }
type Receipt { number: String, total: Money, paid_at: Instant }

role clerk trust internal
role manager trust personal
`;

/** One kind of order. */
function block(n: number): string {
  return capabilities(n) + rules(n) + plan(n) + scenario(n);
}

function capabilities(n: number): string {
  return `
/// How far a parcel of kind ${n} has come.
type Parcel${n} = waiting${n} | packed${n} | sent${n}

/// Looks an order up. Asking twice costs nothing.
tool look_up_${n}(id: String) -> Order {
  effect    pure
  latency   <= ${1 + (n % 4)}s
  clearance personal
  scope     "orders.read"
  run       module "./orders.ts#lookUp${n}"
}

service charge_${n}(order: Order, total: Money) -> Receipt {
  effect    once
  cost      <= $0.05 + total * 2%
  latency   <= 10s
  fails     declined | throttled
  clearance personal
  scope     "payments.charge"
  confirm   charged_${n}(order)
  undo      refund_${n}(receipt: result)
  tags      payment, kind_${n}
}
service charged_${n}(order: Order) -> Done<Receipt> { effect pure  latency <= 2s  clearance personal }
service refund_${n}(receipt: Receipt) { effect idempotent for 1d  latency <= 10s  scope "payments.refund" }

tool pack_${n}(items: [Item] size 1..50, gift: Bool) -> { parcel: String, weight: Float } {
  effect  idempotent
  latency <= 2m
  ensures result.weight > 0.0
}

human approve_${n}(order: Order, total: Money) -> Approval {
  clearance personal
  latency   <= 4h
  ask       manager
  show      "Order \${order.id} of kind ${n} comes to \${total}: is that right?"
}
`;
}

function rules(n: number): string {
  return `
policy big_orders_${n} : spending blocking {
  on    charge_${n}
  deny  when args.total > $${2_000 + n} because "nobody pays so much at once"
  limit 20 per 1h by args.order.customer
}

guardrail in_order_${n} {
  charge_${n} completed before send_${n}
  at most 1 charge_${n} per 1h
}
`;
}

function plan(n: number): string {
  return `
/// Pays, packs and sends an order of kind ${n}.
plan sell_${n}(id: String, gift: Bool = false) -> { receipt: Receipt, parcels: Int } {
  timeout 1d
  step order = look_up_${n}(id) { retry 3 backoff 1s..20s }
  let total = order.items.map(item => item.price * item.pieces).sum()

  when total > $500 and not gift {
    step sure = approve_${n}(order, total) { timeout 4h }
    when not sure.granted { fail "The order \${order.id} was turned down: \${sure.reason ?? "no reason given"}" }
  }
  step receipt = charge_${n}(order, total) {
    retry   2 every 5s when error == throttled
    timeout 15s
  } else when error == declined {
    fail "The card was declined."
  }
  step boxes = for item in order.items up to 50 at once ${2 + (n % 6)} {
    step box = pack_${n}(items: [item], gift) { after receipt }
    yield { parcel: box.parcel, heavy: if box.weight > 20.0 then 1 else 0 }
  }
  step sent = send_${n}(boxes.map(box => box.parcel), to: order.ship_to)
  return { receipt, parcels: boxes.count(box => box.heavy == 0) + sent.loads }
}

service send_${n}(parcels: [String] size 1..50, to: Address) -> { loads: Int in 0..50 } {
  effect       once
  cost         <= $4
  latency      <= 30s
  irreversible because "the van has left"
}
`;
}

function scenario(n: number): string {
  return `
scenario "kind ${n} goes out" for sell_${n} {
  given  id = "order-${n}"
  answer look_up_${n} with { id: "order-${n}", customer: "Ada", items: [{ sku: "a", pieces: 2, price: $3 }],
                          ship_to: { street: "Elm 1", town: "Ulm", zip: "89073" } }
  fault  pack_${n} fails transient "jammed" times 1
  expect completed
  expect each charge_${n} once
}
`;
}

/** A program of at least so many lines, up to the end of a block. */
export function generatedProgram(lines: number): string {
  const blocks: string[] = [head];
  let count = head.split("\n").length;
  for (let n = 1; count < lines; n++) {
    const text = block(n);
    blocks.push(text);
    count += text.split("\n").length - 1;
  }
  return blocks.join("");
}
