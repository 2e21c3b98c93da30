import { defineDiagnostic } from "@orchlang/language";

export const wordUnknown = defineDiagnostic<{ word: string; what: string; words: readonly string[] }>({
  code: "ORCH3601",
  severity: "error",
  title: "Unknown word",
  message: (p) => `\`${p.word}\` is no ${p.what}.`,
  notes: [(p) => `It is one of ${p.words.map((word) => `\`${word}\``).join(", ")}.`],
});

export const clauseTwice = defineDiagnostic<{ clause: string; of: string }>({
  code: "ORCH3602",
  severity: "error",
  title: "Clause written twice",
  message: (p) => `\`${p.clause}\` is written twice in \`${p.of}\`.`,
  label: "again here",
  help: "Keep one of the two.",
});

export const clauseMisplaced = defineDiagnostic<{ clause: string; of: string; is: string; belongs: string }>({
  code: "ORCH3603",
  severity: "error",
  title: "Clause in the wrong place",
  message: (p) => `\`${p.clause}\` belongs to ${p.belongs}; \`${p.of}\` is ${p.is}.`,
});

export const parameterTwice = defineDiagnostic<{ name: string }>({
  code: "ORCH3604",
  severity: "error",
  title: "Parameter declared twice",
  message: (p) => `There are two parameters called \`${p.name}\`.`,
  label: "declared again here",
});

export const failureTwice = defineDiagnostic<{ name: string }>({
  code: "ORCH3640",
  severity: "warning",
  title: "Failure declared twice",
  message: (p) => `The failure \`${p.name}\` is declared twice.`,
  label: "declared again here",
});

export const constantCircle = defineDiagnostic<{ name: string }>({
  code: "ORCH3628",
  severity: "error",
  title: "Constant that needs itself",
  message: (p) => `The value of \`${p.name}\` depends on itself.`,
  help: "Write the value of one of them out.",
});

export const clauseMissing = defineDiagnostic<{ name: string; clause: string; because: string }>({
  code: "ORCH3605",
  severity: "error",
  title: "Clause missing",
  message: (p) => `\`${p.name}\` does not say \`${p.clause}\`.`,
  notes: [(p) => p.because],
});

export const handlerAddress = defineDiagnostic<{ written: string; wanted: string }>({
  code: "ORCH3606",
  severity: "error",
  title: "Incomplete address",
  message: (p) => `"${p.written}" does not name the handler.`,
  help: (p) => `Write it as ${p.wanted}.`,
});

export const handlerOutside = defineDiagnostic<{ written: string; folder: string }>({
  code: "ORCH3627",
  severity: "error",
  title: "Handler outside the project",
  message: (p) => `"${p.written}" leads out of the project, from where nothing is loaded.`,
  help: (p) =>
    p.folder === ""
      ? "Put the handler into the project, beside what calls it."
      : `Put the handler into the project, or name its folder in \`orch.json\`: \`"handlerFolders": ["${p.folder}"]\`.`,
});

export const addressHost = defineDiagnostic<{ written: string }>({
  code: "ORCH3620",
  severity: "error",
  title: "Host left open",
  message: (p) => `The host of an address has to be known before the run, but has \`${p.written}\` in it.`,
  help: 'List the hosts that it may be, `hosts "a.example", "b.example"`: the preview then lists whom a plan contacts.',
});

export const addressPart = defineDiagnostic({
  code: "ORCH3637",
  severity: "error",
  title: "Address made of more than parameters",
  message: "An address is made of parameters, their fields and constants, and this is none of them.",
  help: "Compute it where the capability is called, and pass it as an argument.",
});

export const hostsIdle = defineDiagnostic({
  code: "ORCH3638",
  severity: "error",
  title: "List of hosts without need",
  message: "The host of this address is known without a list: no parameter stands in it.",
  help: "Leave `hosts` out, or write a parameter in the place of the host.",
});

export const hostApart = defineDiagnostic<{ host: string }>({
  code: "ORCH3639",
  severity: "error",
  title: "Host that the address cannot have",
  message: (p) => `"${p.host}" is no host that this address can have.`,
  help: "Write each host in full and in small letters, without `https://`, as the address has it.",
});

export const addressValue = defineDiagnostic<{ name: string; type: string }>({
  code: "ORCH3621",
  severity: "error",
  title: "More or less than one value in an address",
  message: (p) => `An address takes one value in each place, but \`${p.name}\` is \`${p.type}\`.`,
  help: "An argument without a place in the address is sent in the query or the body.",
});

export const confirmResult = defineDiagnostic<{
  name: string;
  gives: string;
  wanted: string;
  /** The result type of the confirmed capability, if the confirm returns another one. */
  confirms: string | undefined;
}>({
  code: "ORCH3607",
  severity: "error",
  title: "Confirmation without an answer",
  message: ({ name, gives, confirms }) =>
    confirms === undefined
      ? `\`${name}\` gives ${gives}, which does not say whether it happened.`
      : `\`${name}\` confirms ${gives}, but what is done here gives ${confirms}.`,
  notes: ["A confirmation says: done, with the value; not done; or not known."],
  help: (p) => `Let it give \`${p.wanted}\`.`,
});

export const confirmNotPure = defineDiagnostic<{ name: string; effect: string }>({
  code: "ORCH3608",
  severity: "error",
  title: "Confirmation that changes something",
  message: (p) => `\`${p.name}\` is a confirmation, so it has to be \`pure\`; it is \`${p.effect}\`.`,
  notes: ["It is asked again and again until the answer is known."],
});

export const leastAboveMost = defineDiagnostic<{ measure: string }>({
  code: "ORCH3626",
  severity: "error",
  title: "The least is above the most",
  message: (p) => `This is above the declared maximum of the \`${p.measure}\`.`,
  help: "The value after `at least` may not be above the one after `<=`.",
});

export const goalMismatch = defineDiagnostic<{ plan: string; goal: string; how: string }>({
  code: "ORCH3609",
  severity: "error",
  title: "Plan does not fit its goal",
  message: (p) => `\`${p.plan}\` can't achieve \`${p.goal}\`: ${p.how}.`,
  notes: [
    "A caller of the goal does not know which plan is chosen, so all plans have the same parameters, in the same order, and the same result.",
  ],
});

export const resourceKindNotRecord = defineDiagnostic<{ name: string; kind: string; is: string }>({
  code: "ORCH3610",
  severity: "error",
  title: "Resource without fields",
  message: (p) => `\`${p.name}\` is of kind \`${p.kind}\`, which is ${p.is}.`,
  help: (p) => `Declare \`${p.kind}\` as a record: \`type ${p.kind} { id: String }\`.`,
});

export const declaredByItself = defineDiagnostic<{ what: string; way: readonly string[] }>({
  code: "ORCH3611",
  severity: "error",
  title: "Declared by itself",
  message: (p) => `${p.what} depends on itself: ${p.way.map((name) => `\`${name}\``).join(" → ")}.`,
});

export const countTooSmall = defineDiagnostic<{ what: string; least: number; most?: number }>({
  code: "ORCH3612",
  severity: "error",
  title: "A count that can't be",
  message: (p) => `${p.what} is ${p.most === undefined ? `at least ${p.least}` : `at most ${p.most}`}.`,
});

export const notConstant = defineDiagnostic<{ what: string }>({
  code: "ORCH3613",
  severity: "error",
  title: "Not known before the run",
  message: (p) => `${p.what} has to be known before the run.`,
  help: "Write it as a literal.",
});

export const familyIndex = defineDiagnostic<{ name: string; is: string }>({
  code: "ORCH3615",
  severity: "error",
  title: "Index without end",
  message: (p) =>
    `\`${p.name}\` is ${p.is}, but an index has to be an enum, so that all its values are known.`,
});

export const failureUnknown = defineDiagnostic<{ name: string; of: string }>({
  code: "ORCH3616",
  severity: "error",
  title: "Impossible failure",
  message: (p) => `\`${p.of}\` can't fail as \`${p.name}\`.`,
});

export const overflowKind = defineDiagnostic<{
  from: string;
  to: string;
  /** The kinds of both, absent where members have no fields. */
  kinds: readonly (string | undefined)[];
}>({
  code: "ORCH3617",
  severity: "error",
  title: "Overflow into another kind",
  message: (p) =>
    `\`${p.from}\` can't overflow into \`${p.to}\`: one holds ${memberKind(p.kinds[0])}, the other ${memberKind(p.kinds[1])}.`,
});

function memberKind(kind: string | undefined): string {
  return kind === undefined ? "members without fields" : `\`${kind}\``;
}

export const intentPlace = defineDiagnostic({
  code: "ORCH3618",
  severity: "error",
  title: "Intent without a parameter",
  message: "An `intent` can only name the goal's parameters.",
  notes: ["A person's words are compared with the sentence, which gives the parameters their values."],
});

export const fusionJoin = defineDiagnostic<{ name: string }>({
  code: "ORCH3619",
  severity: "error",
  title: "Incomplete fusion",
  message: (p) => `\`${p.name}\` does not name its events.`,
  help: "Write the events that it joins, `join a as x, b as y`, and the event that it emits, `emit { … }`.",
});

export const membersMiscounted = defineDiagnostic<{ name: string; says: number; named: number }>({
  code: "ORCH3614",
  severity: "error",
  title: "Members that do not add up",
  message: (p) => `\`${p.name}\` says that it has ${p.says}, but ${p.named} are named.`,
});

export const amountImpossible = defineDiagnostic<{ asks: string; range: string }>({
  code: "ORCH3622",
  severity: "error",
  title: "An amount that can't be",
  message: (p) => `${p.asks.charAt(0).toUpperCase()}${p.asks.slice(1)} ${p.range}.`,
});

export const fuseUnfit = defineDiagnostic<{
  rule: string;
  type: string;
  wants: string;
  /** The ways that fit. */
  fit: readonly string[];
}>({
  code: "ORCH3623",
  severity: "error",
  title: "Fusing that does not fit the type",
  message: (p) => `\`fuse ${p.rule}\` takes ${p.wants}, but the signal is \`${p.type}\`.`,
  help: (p) => `Combine several \`${p.type}\` with ${p.fit.map((rule) => `\`${rule}\``).join(", ")}.`,
});

export const fusionKey = defineDiagnostic<{ how: string }>({
  code: "ORCH3624",
  severity: "error",
  title: "A key that brings nothing together",
  message: (p) => `No two events can have the same key: ${p.how}.`,
  notes: ["`by` is written of one of the joined events, and asked of each."],
  help: "Give the events a field of one name and type, and write that; or leave `by` out and compare in `where`.",
});

export const notInReach = defineDiagnostic<{ name: string; who: string; reads: string }>({
  code: "ORCH3625",
  severity: "error",
  title: "Not known to who asks",
  message: (p) => `\`${p.name}\` is not known to ${p.who}, which reads ${p.reads}.`,
  notes: ["A condition on it would always be unknown."],
});
