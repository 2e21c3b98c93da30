import { defineDiagnostic } from "@orchlang/language";

export const nameTaken = defineDiagnostic<{ name: string }>({
  code: "ORCH3705",
  severity: "error",
  title: "Name given twice",
  message: (p) => `\`${p.name}\` is declared twice, and both can exist at once.`,
  label: "given again here",
  notes: [
    "A name may be given again on another side of the same `when`, `match` or `with … else`, and below a side that ends the plan.",
  ],
  help: "Rename one of the two.",
});

export const nameOfParameter = defineDiagnostic<{ name: string }>({
  code: "ORCH3706",
  severity: "error",
  title: "Step named like a parameter",
  message: (p) => `\`${p.name}\` is a parameter of the plan already.`,
  label: "given again here",
  help: "Rename the step.",
});

export const returnTwice = defineDiagnostic<{
  first: "return" | "yield";
  second: "return" | "yield" | "fail";
  /** The first stands on a side of a `when`, `match` or `with`. */
  inChoice: boolean;
}>({
  code: "ORCH3707",
  severity: "error",
  title: "Two results at once",
  message: (p) =>
    p.first === p.second
      ? `Two \`${p.first}\`s can both be reached here, but a plan has one result.`
      : `A \`${p.first}\` and a \`${p.second}\` can both be reached here, and only one can count.`,
  label: "… and this one too",
  notes: [
    "Statements do not wait for one another because of where they stand: neither `return` nor `yield` stops what is below it.",
  ],
  help: (p) =>
    p.inChoice
      ? `Put the second on the other side of the choice: \`when … { ${p.first} … } else { ${p.second} … }\`.`
      : `Put each into its own branch: \`when … { ${p.first} … } else { ${p.second} … }\`.`,
});

export const returnMissing = defineDiagnostic<{ plan: string; gives: string }>({
  code: "ORCH3708",
  severity: "error",
  title: "Missing result",
  message: (p) => `\`${p.plan}\` gives ${p.gives}, but some path returns nothing.`,
  help: "End every path with `return` or `fail`.",
});

export const returnMisplaced = defineDiagnostic<{ within: string }>({
  code: "ORCH3709",
  severity: "error",
  title: "Return in a repeated place",
  message: (p) => `A \`return\` in ${p.within} could happen more than once.`,
  help: "Give its value with `yield`, and `return` the result.",
});

export const returnUnwanted = defineDiagnostic<{ plan: string }>({
  code: "ORCH3710",
  severity: "error",
  title: "Undeclared result",
  message: (p) => `\`${p.plan}\` declares no result, but returns one.`,
  help: "Declare it after the parameters: `-> …`.",
});

export const commitMisplaced = defineDiagnostic<{ within: string }>({
  code: "ORCH3739",
  severity: "error",
  title: "Commit inside of something",
  message: (p) => `\`commit\` stands in ${p.within}, but it concerns the plan as a whole.`,
  notes: [
    "It waits for everything above it, and nothing of that is undone afterwards. In a block that may be left out, repeated or stopped nobody could tell what stands.",
  ],
  help: "Put it between the outermost statements of the plan.",
});

export const yieldMisplaced = defineDiagnostic({
  code: "ORCH3711",
  severity: "error",
  title: "Yield without a taker",
  message: "Nothing here takes this `yield`.",
  notes: [
    "`yield` gives the value of a loop's round, of an `else { … }` behind a step, or of a branch of a race.",
  ],
  help: "For the plan's result, write `return`.",
});

export const loopUnbounded = defineDiagnostic<{ over: "list" | "rounds" | "events" }>({
  code: "ORCH3712",
  severity: "error",
  title: "Unbounded loop",
  message: (p) =>
    p.over === "list"
      ? "This loop has no bound: its list may be of any length."
      : "This loop has no bound: it does not say how often it runs at most.",
  notes: ["Every loop has a bound, so that the worst case of a plan is known before it runs."],
  help: "Add a bound: `up to 100` after the list.",
});

export const countUnknown = defineDiagnostic<{ what: string; is: string }>({
  code: "ORCH3713",
  severity: "error",
  title: "Unbounded count",
  message: (p) => `${p.what} has to be a whole number with a bound; this is ${p.is}.`,
  help: "Write a number, or a parameter with a range: `n: Int in 1..100`.",
});

export const rangeUnbounded = defineDiagnostic<{ end: "lower" | "upper" }>({
  code: "ORCH3732",
  severity: "error",
  title: "Range without a known end",
  message: ({ end }) =>
    end === "upper"
      ? "This loop has no bound: the end of its range has no known maximum."
      : "This loop has no bound: the start of its range has no known minimum.",
  notes: ["Every loop has a bound, so that the worst case of a plan is known before it runs."],
  help: ({ end }) =>
    end === "upper"
      ? "Give it a range where it is declared: `n: Int in 1..100`. Or limit it here: `1..min(n, 100)`."
      : "Give it a range where it is declared: `n: Int in 1..100`. Or limit it here: `max(n, 1)..100`.",
});

export const rangeTooLong = defineDiagnostic<{ items: number; most: number }>({
  code: "ORCH3733",
  severity: "error",
  title: "Range with too many numbers",
  message: (p) => `This range may have ${p.items} numbers; a loop takes at most ${p.most}.`,
  help: "Narrow the range of its ends, or loop over blocks of numbers.",
});

export const loopOverOther = defineDiagnostic<{ is: string }>({
  code: "ORCH3714",
  severity: "error",
  title: "Loop over no list",
  message: (p) => `\`for … in\` runs over a list; this is ${p.is}.`,
});

export const loopClauseUnused = defineDiagnostic<{ clause: "within" | "until" | "at once"; over: string }>({
  code: "ORCH3729",
  severity: "error",
  title: "A clause that the loop does not have",
  message: ({ clause, over }) => `A loop over ${over} has no \`${clause}\`.`,
  notes: ["It would be read by nobody: the loop would go on."],
  help: ({ clause, over }) => {
    if (clause === "at once") return "Leave it out: the rounds come one after another.";
    if (clause === "within") return "Give the plan, or the steps in the loop, a `timeout`.";
    return over === "a list"
      ? "Loop with `for … from … up to … until …`, or leave rounds out with `when`."
      : "Leave it out.";
  },
});

export const loopNameHides = defineDiagnostic<{ name: string }>({
  code: "ORCH3730",
  severity: "warning",
  title: "A loop's name that hides another",
  message: (p) => `\`${p.name}\` is a name of the plan already, which this loop hides.`,
  label: "given again here",
  notes: ["Inside the loop the name stands for the round's value, so a check of the other one checks that."],
  help: "Call the loop's value something else.",
});

export const loopTooShort = defineDiagnostic<{ most: number; items: number }>({
  code: "ORCH3731",
  severity: "warning",
  title: "A loop shorter than its list",
  message: (p) =>
    `The list may have ${p.items} items, and with more than ${p.most} the loop fails as \`too_many\`.`,
  help: (p) =>
    `Write \`up to ${p.items}\`, or leave it out; or say what then: \`else when error == too_many …\`.`,
});

export const quorumTooFew = defineDiagnostic<{ wanted: number; asked: number; what: "calls" | "branches" }>({
  code: "ORCH3715",
  severity: "error",
  title: "More wanted than asked",
  message: (p) =>
    `This wants ${p.wanted} of ${p.asked} ${p.asked === 1 ? p.what.replace(/e?s$/u, "") : p.what}, which is more than there are.`,
});

export const quorumOfMinority = defineDiagnostic<{ wanted: number; asked: number }>({
  code: "ORCH3735",
  severity: "warning",
  title: "A quorum without a majority",
  message: (p) =>
    `${p.wanted} of ${p.asked} is no majority: two different answers may both have ${p.wanted === 1 ? "a vote" : `${p.wanted} votes`}, and the first counts.`,
  help: (p) => `Ask for ${Math.floor(p.asked / 2) + 1}; or write \`first of\` where any answer will do.`,
});

export const quorumAskedTwice = defineDiagnostic<{ name: string }>({
  code: "ORCH3744",
  severity: "warning",
  title: "A quorum that asks the same twice",
  message: (p) =>
    `This repeats the call of \`${p.name}\`: its answer counts as two votes, though it is one source.`,
  help: "Ask another capability, or the same one about something else; a `using` that names another model is another voice.",
});

export const quorumOfPlan = defineDiagnostic<{ name: string; what: "plan" | "goal" }>({
  code: "ORCH3736",
  severity: "error",
  title: "A plan in a quorum",
  message: (p) => `\`${p.name}\` is a ${p.what}: a quorum asks capabilities alone.`,
  help: "Ask the capabilities that it would call; or run it before, and compare its result.",
});

export const resourceEscape = defineDiagnostic<{ name: string }>({
  code: "ORCH3716",
  severity: "error",
  title: "Resource no longer held",
  message: (p) => `\`${p.name}\` is not held here.`,
  notes: ["A resource is given back at the end of its `with`: from there on it may be another run's."],
  help: "Do this inside the `with`.",
});

export const neverDrifts = defineDiagnostic({
  code: "ORCH3742",
  severity: "error",
  title: "Condition that nothing changes",
  message: "This `while` reads no signal and no flag, so nothing changes it once the work has begun.",
  notes: ["Parameters and results stay the same, and the clock alone wakes nobody."],
  help: "Name a signal or a flag. To ask once, write `when` around the work; to limit its time, `timeout`.",
});

export const nearestNowhere = defineDiagnostic<{ pool: string }>({
  code: "ORCH3743",
  severity: "warning",
  title: "Nearest of members without a place",
  message: (p) => `The members of \`${p.pool}\` have no place, so none of them is the nearest.`,
  notes: ["A member without a place is never chosen by `nearest`: the step waits for as long as it may."],
  help: "Give their type a field of the type `Geo`, or leave `nearest` out.",
});

export const withinNothing = defineDiagnostic({
  code: "ORCH3745",
  severity: "warning",
  title: "Distance from nowhere",
  message: "`within` limits how far a member may be from a place, and no `nearest` names one here.",
  notes: ["Without `nearest` it excludes no member."],
  help: "Name the place, `nearest x within 5km`, or leave `within` out.",
});

export const optionMisplaced = defineDiagnostic<{
  option: string;
  belongs: string;
  accepts: string;
}>({
  code: "ORCH3718",
  severity: "error",
  title: "Option in the wrong place",
  message: (p) => `\`${p.option}\` belongs to ${p.belongs}.`,
  help: (p) => p.accepts,
});

export const stepUnknown = defineDiagnostic<{ name: string }>({
  code: "ORCH3719",
  severity: "error",
  title: "Unknown step",
  message: (p) => `There is no step called \`${p.name}\` to wait for.`,
});

export const sidesDiffer = defineDiagnostic<{ name: string; types: readonly string[] }>({
  code: "ORCH3720",
  severity: "error",
  title: "Sides that differ",
  message: (p) =>
    `\`${p.name}\` is ${p.types.join(" on one side, and ")} on the other: after them it would be neither.`,
  help: "Give both sides a value of one type, or call them differently.",
});

export const handlerDiffers = defineDiagnostic<{ step: string; gives: string; instead: string }>({
  code: "ORCH3721",
  severity: "error",
  title: "Fallback of another type",
  message: (p) => `\`${p.step}\` is ${p.gives}, but its \`else\` gives ${p.instead}.`,
  label: (p) => `gives ${p.instead}`,
  notes: [
    "A reader of the step does not know which of them its value came from: a `yield` in a handler gives the step's value.",
  ],
});

export const valuesDiffer = defineDiagnostic<{ what: string; types: readonly string[] }>({
  code: "ORCH3722",
  severity: "error",
  title: "Values without a common type",
  message: (p) => `${p.what} have no common type: one is ${p.types[0]}, another ${p.types[1]}.`,
  label: (p) => `this is ${p.types[1]}`,
});

export const failureUndeclared = defineDiagnostic<{ name: string; plan: string }>({
  code: "ORCH3723",
  severity: "error",
  title: "Undeclared failure",
  message: (p) => `\`${p.plan}\` does not declare that it fails as \`${p.name}\`.`,
  notes: ["Callers of a plan rely on the failures that it declares."],
});

export const branchTwice = defineDiagnostic<{ name: string }>({
  code: "ORCH3724",
  severity: "error",
  title: "Branch named twice",
  message: (p) => `Two branches of this race are called \`${p.name}\`.`,
  label: "again here",
});

export const handlerUnreached = defineDiagnostic({
  code: "ORCH3725",
  severity: "warning",
  title: "Handler never asked",
  message: "This handler is never asked: the one above it takes every failure.",
  tags: ["unnecessary"],
});

export const conditionNever = defineDiagnostic<{ so: string }>({
  code: "ORCH3726",
  severity: "error",
  title: "Condition never holds",
  message: ({ so }) => `This condition never holds, so ${so}.`,
});

export const conditionAlways = defineDiagnostic({
  code: "ORCH3727",
  severity: "warning",
  title: "Condition always holds",
  message: "This condition always holds, so it decides nothing.",
});

export const durationNegative = defineDiagnostic<{ asks: string }>({
  code: "ORCH3728",
  severity: "error",
  title: "Negative duration",
  message: (p) => `${p.asks} a Duration, and this one is negative.`,
});
