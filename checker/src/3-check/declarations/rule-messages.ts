import { defineDiagnostic } from "@orchlang/language";

/** An argument that an action does not take, or, of a rule that speaks of tags, that none of the tagged takes. */
export const argumentOfAction = defineDiagnostic<{
  of: { readonly action: string } | { readonly tags: readonly string[] };
  name: string;
  known: readonly string[];
}>({
  code: "ORCH3801",
  severity: "error",
  title: "Unknown argument in a rule",
  message: ({ of, name }) =>
    "action" in of
      ? `\`${of.action}\` has no argument \`${name}\`.`
      : `Nothing that is tagged ${of.tags.map((tag) => `\`${tag}\``).join(" or ")} has an argument \`${name}\`.`,
  notes: [
    ({ of, known }) => {
      if (known.length > 0)
        return `${"action" in of ? "It takes" : "They take"} ${known.map((name) => `\`${name}\``).join(", ")}.`;
      return "action" in of
        ? `\`${of.action}\` takes no arguments.`
        : "None of these actions takes an argument.";
    },
  ],
});

export const policyOnNothing = defineDiagnostic<{ name: string }>({
  code: "ORCH3802",
  severity: "error",
  title: "Policy about nothing",
  message: (p) => `\`${p.name}\` does not say which actions it decides about.`,
  help: "Write `on` and a capability, `tagged …`, `kind …` or `any`.",
});

export const cronInvalid = defineDiagnostic<{ because: string }>({
  code: "ORCH3803",
  severity: "error",
  title: "Unreadable schedule",
  message: (p) => `This schedule can't be read: ${p.because}.`,
  notes: ["A schedule has five parts: minute, hour, day of the month, month, day of the week."],
});

export const zoneUnknown = defineDiagnostic<{ zone: string | undefined }>({
  code: "ORCH3804",
  severity: "error",
  title: "Unknown time zone",
  message: (p) =>
    p.zone === undefined
      ? 'A time zone is a constant, such as "Europe/Vienna".'
      : `There is no time zone \`${p.zone}\`.`,
  notes: ["Zones are those of the IANA database, as `Europe/Berlin`."],
});

export const triggerIncomplete = defineDiagnostic<{ name: string; lacks: "on" | "start" }>({
  code: "ORCH3805",
  severity: "error",
  title: "Incomplete trigger",
  message: (p) =>
    p.lacks === "on"
      ? `\`${p.name}\` does not say what fires it.`
      : `\`${p.name}\` does not say what it starts.`,
  help: (p) =>
    p.lacks === "on"
      ? "Write `on event …`, `on schedule …` or `on change …`."
      : "Say it: `start` and a call.",
});

export const triggerTells = defineDiagnostic<{
  name: string;
  starts: string;
  capability: string;
  label: string;
}>({
  code: "ORCH3806",
  severity: "warning",
  title: "Trigger that reveals too much",
  message: (p) =>
    `\`${p.name}\` starts \`${p.starts}\` on ${p.label} data, which \`${p.capability}\` is not cleared for.`,
  notes: ["Its running reveals the data: everybody who sees it run learns something of them."],
});

export const labelToUnknown = defineDiagnostic<{ label: string }>({
  code: "ORCH3807",
  severity: "error",
  title: "Flow without an end",
  message: (p) => `\`never ${p.label}\` does not say where to.`,
  help: (p) => `Say it: \`never ${p.label} to cloud\`, or to a capability.`,
});

export const asksBeforePlan = defineDiagnostic<{
  policy: string;
  plan: string;
  kind: "plan" | "goal";
  does: "asks" | "counts" | "defers";
}>({
  code: "ORCH3808",
  severity: "error",
  title: "Approval of a plan, or a limit on one",
  message: (p) => beforePlan[p.does].message(p.policy, p.plan, p.kind),
  notes: [
    (p) => `It would deny every call of the ${p.kind}, and say nothing of one that is started by itself.`,
  ],
  help: (p) => beforePlan[p.does].help,
});

const beforePlan = {
  asks: {
    message: (policy: string, plan: string, kind: string) =>
      `\`${policy}\` asks for an approval of \`${plan}\`, which is a ${kind}: approvals are asked for where a capability is called.`,
    help: "Name the relevant capabilities of the plan, or let a human step before the call ask.",
  },
  counts: {
    message: (policy: string, plan: string, kind: string) =>
      `\`${policy}\` limits how often \`${plan}\` is called, which is a ${kind}: what is counted is calls of capabilities.`,
    help: "Name the capabilities that matter in it, or limit what starts it: `overlap` of the plan, `debounce` of a trigger.",
  },
  defers: {
    message: (policy: string, plan: string, kind: string) =>
      `\`${policy}\` defers \`${plan}\`, which is a ${kind}: calls wait where a capability is called.`,
    help: "Name the capabilities that have to wait in it, or `wait` in the plan.",
  },
};

/** `resource`: it reads the member, which is chosen only once nothing defers the call. */
export const deferredForEver = defineDiagnostic<{ resource: boolean }>({
  code: "ORCH3818",
  severity: "error",
  title: "Deferral that nothing ends",
  message: (p) =>
    p.resource
      ? "A `defer` can't read `resource`: no member is chosen while the call waits."
      : "A call can't wait for this: nothing that the condition reads changes while the call waits.",
  notes: [
    (p) =>
      p.resource
        ? "A `deny` that reads `resource` leaves that member out: the call takes another one, or waits for one."
        : "A call waits until the condition no longer holds. The time, signals and flags change; arguments and the user do not.",
  ],
  help: (p) => (p.resource ? "Write `deny when`." : "Read `now`, a signal or a flag, or write `deny when`."),
});

export const scenarioParameter = defineDiagnostic<{ name: string; target: string; known: readonly string[] }>(
  {
    code: "ORCH3811",
    severity: "error",
    title: "Unknown parameter in a scenario",
    message: (p) => `\`${p.target}\` has no parameter \`${p.name}\`.`,
    notes: [
      (p) =>
        p.known.length === 0 ? "It has none." : `It has ${p.known.map((name) => `\`${name}\``).join(", ")}.`,
    ],
  },
);

export const scenarioStep = defineDiagnostic<{ name: string; target: string }>({
  code: "ORCH3812",
  severity: "error",
  title: "Unknown step in a scenario",
  message: (p) => `\`${p.target}\` has no step, and calls nothing, called \`${p.name}\`.`,
});

export const beginsEnded = defineDiagnostic<{ state: string }>({
  code: "ORCH3809",
  severity: "error",
  title: "An end asked for at the beginning",
  message: (p) => `This rule is evaluated when the action begins, and \`${p.state}\` is about its end.`,
  help: "`at most` counts beginnings, retries included; `before` and `preceded by` ask how the earlier action ended.",
});

export const grantsNothing = defineDiagnostic<{ action: string }>({
  code: "ORCH3819",
  severity: "error",
  title: "An action that grants nothing",
  message: (p) => `\`${p.action}\` is never granted: its result has no field \`granted\`.`,
  help: "Let it return an `Approval`, or another record with `granted: Bool`. Write `completed` if its end is enough.",
});

export const tagUnknown = defineDiagnostic<{ tag: string }>({
  code: "ORCH3810",
  severity: "error",
  title: "Unknown tag",
  message: (p) => `No capability has the tag \`${p.tag}\`.`,
  notes: ["A rule about a tag that nothing has holds nothing."],
});

export const answerUnasked = defineDiagnostic<{ name: string; target: string }>({
  code: "ORCH3813",
  severity: "warning",
  title: "Answer nobody asks for",
  message: (p) => `\`${p.target}\` never calls \`${p.name}\`.`,
});

export const givenTwice = defineDiagnostic<{ name: string }>({
  code: "ORCH3814",
  severity: "error",
  title: "Given twice",
  message: (p) => `\`${p.name}\` is given twice.`,
  label: "again here",
});

export const sampleOfOther = defineDiagnostic<{ is: string }>({
  code: "ORCH3815",
  severity: "error",
  title: "Sample of no list",
  message: (p) => `\`sample\` makes a list; this place needs ${p.is}.`,
});

export const planOfGoal = defineDiagnostic<{ plan: string; goal: string }>({
  code: "ORCH3816",
  severity: "error",
  title: "Plan of another goal",
  message: (p) => `\`${p.plan}\` does not achieve \`${p.goal}\`, so it can't be what completes it.`,
});

export const expectsEnd = defineDiagnostic<{ word: string; target: string; step: boolean }>({
  code: "ORCH3817",
  severity: "warning",
  title: "The end of a run, or a value of its name",
  message: (p) =>
    `\`expect ${p.word}\` asks how the run ended, and \`${p.target}\` has ${p.step ? "a step" : "a parameter"} called \`${p.word}\` too.`,
  help: (p) =>
    `For the value, write \`expect ${p.word} == true\`. For the end, give the ${p.step ? "step" : "parameter"} another name.`,
});
