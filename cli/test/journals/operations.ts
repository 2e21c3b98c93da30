import type { SimulatedWorld } from "@orchlang/simulator";

/** A plan `main` that does one kind of thing, and the world that it is played in. */
interface Operation {
  readonly name: string;
  /** Without its `module`. */
  readonly text: string;
  readonly world?: SimulatedWorld;
}

const work = `
type Note { id: String, n: Int }
tool make(n: Int) -> Note { effect idempotent  cost <= $0.01  latency <= 5s  fails broken  undo drop(id: result.id) }
tool drop(id: String) { effect idempotent  latency <= 5s }
tool look(n: Int) -> Note { effect pure  latency <= 5s  fails broken }
`;

/** Every kind of operation that journals are kept of. */
export const operations: readonly Operation[] = [
  {
    name: "steps",
    text: `${work}
plan main() -> Note {
  step a = make(n: 1)
  step b = look(n: a.n)
  return b
}`,
  },
  {
    name: "branches",
    text: `${work}
type Kind = small | large
plan main(kind: Kind, n: Int in 1..9) -> Note {
  when n > 3 {
    step big = make(n)
  }
  match kind {
    small { step one = look(n: 1) }
    large { step one = look(n: 2) }
  }
  return one
}`,
    world: { input: { kind: "large", n: 5 } },
  },
  {
    name: "fan_out",
    text: `${work}
plan main(ns: [Int] size 1..5) -> [Note] {
  step all = for n in ns up to 5 at once 2 {
    step one = make(n)
    yield one
  }
  return all
}`,
    world: { input: { ns: [1, 2, 3, 4] } },
  },
  {
    name: "rounds",
    text: `${work}
plan main() -> Int {
  step last = for v from 1 up to 4 until v >= 3 {
    step one = look(n: v)
    yield v + 1
  }
  return last
}`,
  },
  {
    name: "retries",
    text: `${work}
plan main() -> Note {
  step a = look(n: 1) { retry 2 every 1s }
  return a
}`,
    world: { answers: { "retries.look": ({ nth }) => (nth < 3 ? { fails: "transient" } : undefined) } },
  },
  {
    name: "handlers",
    text: `${work}
plan main() -> Note {
  step a = look(n: 1) else when error == broken { step b = look(n: 2)  yield b } else look(n: 3)
  return a
}`,
    world: {
      answers: {
        "handlers.look": ({ nth }) => (nth === 1 ? { fails: "permanent", name: "broken" } : undefined),
      },
    },
  },
  {
    name: "compensation",
    text: `${work}
plan main() -> Note {
  step a = make(n: 1)
  step b = look(n: a.n)
  return b
  finally { step c = look(n: 9) }
}`,
    world: {
      answers: { "compensation.look": ({ nth }) => (nth === 1 ? { fails: "permanent" } : undefined) },
    },
  },
  {
    name: "deaths",
    text: `${work}
plan main() -> Note {
  step a = make(n: 1)
  return a
}`,
    world: {
      deaths: [
        { moment: "during", step: { node: "a" } },
        { moment: "worker", step: { node: "a" } },
      ],
    },
  },
  {
    name: "doubt",
    text: `
tool pay(n: Int) -> { id: String } { effect once  latency <= 5s  irreversible because "it is a test" }
plan main() -> { id: String } {
  step a = pay(n: 1)
  return a
}`,
    world: { answers: { "doubt.pay": () => ({ never: true }) } },
  },
  {
    name: "people",
    text: `
role clerk
human ask(n: Int) -> { granted: Bool } { ask clerk  show "Number \${n}?" }
plan main() -> Bool {
  step a = ask(n: 1) { timeout 1d }
  return a.granted
}`,
  },
  {
    name: "waits",
    text: `${work}
plan main() -> Note {
  step a = look(n: 1)
  wait 2h
  step b = look(n: 2) { after a }
  return b
}`,
  },
  {
    name: "races",
    text: `${work}
plan main() -> Int {
  step f = first of { quick = look(n: 1), slow = wait 1h }
  match f {
    quick as v { return v.n }
    slow { return 0 }
  }
}`,
  },
  {
    name: "quorums",
    text: `${work}
plan main() -> Note {
  step q = quorum 2 of { look(n: 1), look(n: 1), look(n: 1) }
  return q
}`,
    world: { answers: { "quorums.look": () => ({ ok: { id: "x", n: 1 } }) } },
  },
  {
    name: "called_plans",
    text: `${work}
plan inner(n: Int) -> Note {
  step a = make(n)
  return a
}
plan main() -> Note {
  step b = inner(n: 4)
  return b
}`,
  },
  {
    name: "holds",
    text: `${work}
type Desk { seats: Int }
resource desk: Desk x 2 { at device }
plan main() -> Note {
  with d = desk for 1m {
    step a = look(n: 1)
  }
  return a
}`,
  },
  {
    name: "acceptance",
    text: `${work}
plan main() -> Note {
  step a = look(n: 1) { accept it.n > 0  attempts 3 }
  return a
}`,
    world: { answers: { "acceptance.look": ({ nth }) => ({ ok: { id: "x", n: nth - 1 } }) } },
  },
  {
    name: "cached",
    text: `${work}
plan main() -> Note {
  step a = look(n: 1) { cache 1h }
  step b = look(n: 1) { cache 1h  after a }
  return b
}`,
  },
  {
    name: "budgets",
    text: `${work}
guardrail cheap { cost <= $0.02 }
plan main(ns: [Int] size 1..9) -> [Note] {
  step all = for n in ns up to 9 at once 1 {
    step one = make(n)
    yield one
  }
  return all
}`,
    world: { input: { ns: [1, 2, 3, 4] } },
  },
  {
    name: "surveyed",
    text: `${work}
type Desk { online: Bool }
resource desk: Desk { at device }
signal late: Bool { domain house }
goal noted(n: Int) -> Note { success "it is noted" when result.n > 0 }
plan at_desk(n: Int) -> Note achieves noted {
  with d = desk for 1m {
    step a = make(n)
    return a
  }
}
plan anywhere(n: Int) -> Note achieves noted {
  step before = look(n)
  step a = look(n) { after before }
  return a
}
policy by_day { on make  deny when late because "not so late" }
plan main() -> Note {
  step made = noted(n: 1)
  return made
}`,
  },
];
