// What is written in the workbenches.
import { readFileSync } from "node:fs";

export const handlers = `export const greet = ({ name }) => "Hello, " + name;
export const march = ({ what }) => what + " is on its way";
`;

/** Line 8 is its first step. */
export const hello = `module hello

tool greet(name: String) -> String { effect pure  latency <= 2s  cost <= $0.01  run module "./handlers.mjs#greet" }

guardrail cheap { cost <= $1 }

plan hello(name: String) -> String {
  step greeting = greet(name)
  step more = greet(greeting)
  return greeting
}

scenario "the name is greeted" for hello {
  given   name = "Ada"
  answer  greet with "Hello, Ada"
  expect  completed
  expect  result == "Hello, Ada"
}
`;

const here = (path) => new URL(path, import.meta.url);

export const campaign = readFileSync(here("../../../examples/campaign-launch/campaign.orch"), "utf8");

/** What is tried and runs out of time may happen all the same. */
export const tea = `module tea

service boil(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 5m }
service fetch(litres: Int) -> { warm: Bool } { effect idempotent  latency <= 30m  undo send_back(litres) }
service send_back(litres: Int) { effect idempotent  latency <= 5m }

plan tea(litres: Int) -> { warm: Bool } {
  step water = boil(litres) { timeout 5m } else fetch(litres)
  return { warm: water.warm }
}
`;

export const asks = `module asks

import std.people { Approval }

role boss
role warden

policy two_eyes { on march  require approval by warden within 2h }

human sure(what: String) -> Approval {
  ask  boss
  show "May \${what} go ahead?"
}

service march(what: String) -> String {
  effect  once
  latency <= 5s
  irreversible because "people have seen it"
  run     module "./handlers.mjs#march"
}

plan asks(what: String) -> String {
  step answer = sure(what) { timeout 1d }
  when answer.granted {
    step marched = march(what)
    return marched
  } else {
    fail "Not now: \${answer.reason ?? "nobody said why"}"
  }
}
`;
