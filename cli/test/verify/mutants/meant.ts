import type { Specimen } from "./mutant.ts";

/** Programs in which nothing is wrong, though it looks as if: pressed twice, said by the program itself, asked about. */
export const meant: readonly Specimen[] = [
  {
    intact: `module theatre.stage
type Zone = front | back | house
event button(zone: Zone, on: Bool) { from desk.zones }
event bell(door: String) { from porch }
event reset(level: Int in 0..9) { from desk.zones }
event curtain_up(show: String)
service toggle(zone: Zone) { effect once  latency <= 1s  irreversible because "a light is a light" }
service ring(door: String) { effect once  latency <= 1s  irreversible because "it was heard" }
service count(level: Int) { effect once  latency <= 1s  irreversible because "a count" }
service lift(show: String) { effect idempotent  latency <= 30s }
service note(show: String) { effect once  latency <= 1s  irreversible because "it is written" }
plan switch(zone: Zone) { step flipped = toggle(zone) }
plan answer(door: String) { step rung = ring(door) }
plan level(level: Int) { step counted = count(level) }
plan begin(show: String) {
  step up = lift(show)
  emit curtain_up(show)
}
plan log(show: String) { step noted = note(show) }
trigger pressed { on event button where event.on  start switch(zone: event.zone) }
trigger rang { on event bell  start answer(door: event.door) }
trigger turned { on event reset  start level(level: event.level) }
trigger up { on event curtain_up  start log(show: event.show) }
`,
    mistakes: [],
  },
  {
    intact: `module bank.rating
type Rating = a | b | c
goal rated(customer: String) -> { rating: Rating, points: Int in 0..1_000 } {
  success "It is rated" when result.points > 0
}
service history(customer: String) -> { rating: Rating, points: Int in 0..1_000 } { effect pure  latency <= 1m }
service lend(customer: String) -> { loan: String } { effect idempotent  latency <= 1m  undo take_back(loan: result.loan) }
service take_back(loan: String) { effect idempotent  latency <= 1m }
plan by_history(customer: String) -> { rating: Rating, points: Int in 0..1_000 } achieves rated {
  step score = history(customer)
  return score
}
plan offer(customer: String) -> { loan: String } {
  step score = rated(customer)
  when score.rating == c { fail "It is too risky" }
  step loan = lend(customer)
  return { loan: loan.loan }
}
`,
    mistakes: [],
  },
  {
    intact: `module radio.release
event go(episode: String) { from desk }
service publish(episode: String) -> { feed: String } { effect idempotent  latency <= 1m }
plan release(episode: String, at: Instant) -> { feed: String } {
  timeout 30d
  step moment = first of {
    told = wait for event go where event.episode == episode within 20d
    due  = wait until at
  }
  step out = publish(episode) { after moment }
  return { feed: out.feed }
}
`,
    mistakes: [],
  },
  {
    intact: `module files.desk
type Copy { id: String, shelf: String }
service find(id: String) -> Copy { effect pure  latency <= 1m }
service lend(id: String) -> { slip: String } { effect idempotent  latency <= 1m  undo put_back(id) }
service put_back(id: String) { effect idempotent  latency <= 1m }
service stamp(id: String) { effect idempotent  latency <= 1m  undo unstamp(id) }
service unstamp(id: String) { effect idempotent  latency <= 1m }
service welcome(id: String, slip: String) { effect idempotent  latency <= 1m }
service check(id: String) -> { fine: Bool } { effect pure  latency <= 1m }
plan fetch(id: String) -> { slip: String } {
  step copy = find(id)
  step slip = lend(id: copy.id)
  step seal = stamp(id) { after slip }
  step said = welcome(id, slip: slip.slip) { after seal }
  step fine = check(id) { after said }
  when copy.id != id { fail "Another copy was found" }
  return { slip: slip.slip }
}
`,
    mistakes: [],
  },
];
