import type { Specimen } from "./mutant.ts";

/** What somebody agreed to is another thing than what is done. */
export const asked: readonly Specimen[] = [
  {
    intact: `module dentist.day
import std.people { Approval }
role dentist
human fit(patient: String) -> Approval { ask dentist  show "Treat \${patient}?" }
service drill(patient: String, tooth: Int) -> { ok: Bool } { effect once  latency <= 1h  irreversible because "it is drilled" }
guardrail fit_first : safety { every drill preceded by fit granted }
plan treat(patients: [String] size 1..3) -> { done: Int } {
  step each = for patient in patients up to 3 at once 1 {
    step yes = fit(patient) { timeout 1h }
    when yes.granted {
      step hole = drill(patient, tooth: 4) { after yes }
    }
    yield hole is some
  }
  return { done: each.size }
}
`,
    mistakes: [
      {
        says: "one word for all patients",
        change: [
          [
            "  step each = for patient in patients up to 3 at once 1 {\n    step yes = fit(patient) { timeout 1h }\n",
            '  step yes = fit(patient: patients.first ?? "") { timeout 1h }\n  step each = for patient in patients up to 3 at once 1 {\n',
          ],
        ],
      },
      {
        says: "always the first patient is asked about",
        change: [["fit(patient) { timeout 1h }", 'fit(patient: patients.first ?? "") { timeout 1h }']],
      },
    ],
  },
  {
    intact: `module court.filing
import std.people { Approval }
role judge
role clerk
human sign(file: String) -> Approval { ask judge  show "Sign \${file}?" }
human sign_for(file: String) -> Approval { ask clerk  show "Sign \${file} for the judge?" }
service stamp(file: String) -> { mark: String } { effect idempotent  latency <= 1m  undo void_stamp(file) }
service void_stamp(file: String) { effect idempotent  latency <= 1m }
service serve(file: String, party: String) -> { ok: Bool } { effect once  latency <= 2d  irreversible because "served" }
guardrail signed : legal { every serve preceded by sign granted or sign_for granted }
plan summon(file: String, party: String, urgent: Bool) -> { mark: String } {
  step mark = stamp(file)
  when urgent {
    step yes = sign_for(file) { after mark  timeout 1d }
  } else {
    step yes = sign(file) { after mark  timeout 10d }
  }
  when not yes.granted { fail "Not signed" }
  step out = serve(file, party) { after yes }
  return { mark: mark.mark }
}
`,
    mistakes: [
      {
        says: "the judge signs the stamp",
        change: [["step yes = sign(file) {", "step yes = sign(file: mark.mark) {"]],
      },
      {
        says: "the clerk signs for the party",
        change: [["step yes = sign_for(file) {", "step yes = sign_for(file: party) {"]],
      },
    ],
  },
  {
    intact: `module press.desk
import std.people { Approval }
role editor
human pass(text: String) -> Approval { ask editor  show "Print this? \${text}" }
human release(batch: String) -> Approval { ask editor  show "Send out \${batch}?" }
service polish(text: String) -> { text: String } { effect pure  latency <= 1m }
service print(text: String, batch: String) -> { id: String } { effect once  latency <= 1h  irreversible because "ink" }
guardrail passed : editorial { every print preceded by pass granted  every print preceded by release granted }
plan issue(text: String, batch: String) -> { id: String } {
  step fine = polish(text)
  step yes = pass(text: fine.text) { timeout 1h }
  step all = release(batch: "\${batch} of today") { after yes  timeout 1h }
  when not yes.granted or not all.granted { fail "Not passed" }
  step out = print(text, batch) { after yes, all }
  return { id: out.id }
}
`,
    mistakes: [],
  },
  {
    intact: `module blood.bank
import std.people { Approval }
role tech
type Wing = north | south
human fits(patient: String, wing: Wing, bags: [String], cost: Money) -> Approval { ask tech  show "\${patient}, \${wing}: \${bags} for \${cost}" }
service find(patient: String) -> { bags: [String] size 1..4, cost: Money in $1..$500 } { effect pure  latency <= 1m }
service carry(wing: Wing, bags: [String], cost: Money) -> { ok: Bool } { effect idempotent  latency <= 1h }
guardrail matched : safety { fits granted before carry }
plan supply(patient: String, wing: Wing) -> { ok: Bool } {
  step found = find(patient)
  step yes = fits(patient, wing, bags: found.bags, cost: found.cost) { timeout 1h }
  when not yes.granted { fail "It does not fit" }
  step there = carry(wing, bags: found.bags, cost: found.cost) { after yes }
  return { ok: there.ok }
}
`,
    mistakes: [
      {
        says: "always the north wing is asked about",
        change: [["fits(patient, wing, bags", "fits(patient, wing: north, bags"]],
      },
      {
        says: "no bags are asked about",
        change: [["bags: found.bags, cost: found.cost) { timeout", "bags: [], cost: found.cost) { timeout"]],
      },
      {
        says: "a smaller amount is asked about",
        change: [["cost: found.cost) { timeout", "cost: $0) { timeout"]],
      },
    ],
  },
  {
    intact: `module snow.patrol
import std.people { Approval }
role chief
type Slope = red_run | blue_run
signal wind: Speed { from mast  fresh 10m }
human allow(slope: Slope) -> Approval { ask chief  show "Blast the \${slope}?" }
service judge(slope: Slope) -> { danger: Int in 1..5 } { effect pure  latency <= 1m }
service blast(slope: Slope) { effect once  latency <= 1h  irreversible because "it is blasted" }
policy gale : safety blocking { on blast  deny when wind > 80km / 1h because "Gale" }
guardrail allowed : safety { allow granted before blast }
plan morning(slope: Slope) {
  step said = judge(slope)
  when said.danger > 3 {
    step yes = allow(slope) { timeout 1h }
    when yes.granted { step done = blast(slope) }
  }
}
`,
    mistakes: [
      {
        says: "always the red run is asked about, behind a choice",
        change: [["allow(slope) { timeout", "allow(slope: red_run) { timeout"]],
      },
    ],
  },
  {
    intact: `module vet.drugs
import std.people { Approval }
role vet
type Animal { chip: String, species: dog | horse }
human sign(chip: String, dose: Int in 0..20) -> Approval { ask vet  show "\${dose} for \${chip}?" }
service dispense(chip: String, dose: Int in 0..20) { effect once  latency <= 1m  irreversible because "it is given" }
guardrail signed : law { sign granted before dispense }
plan operate(animal: Animal) {
  let dose = if animal.species == horse then 4 else 1
  step yes = sign(chip: animal.chip, dose) { timeout 1h }
  when yes.granted { step given = dispense(chip: animal.chip, dose) }
}
`,
    mistakes: [
      {
        says: "the least dose is asked about, and no choice of the plan depends on the dose",
        change: [["sign(chip: animal.chip, dose)", "sign(chip: animal.chip, dose: 1)"]],
      },
    ],
  },
];
