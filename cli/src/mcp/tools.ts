import type { Json, JsonObject, Schema } from "@orchlang/plan";

/** An argument of a command. `file`: a value that goes to it by a file, so that no other user's process list shows it. */
export type Argument = string | { readonly file: Json; readonly before?: string };

/** A tool is a command of orch: the same rules, the same journal, the same refusals. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Its fields; JSON Schema 2020-12. */
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  /** Nothing in the project or the world is changed by it, so it may be ended at any time. */
  readonly readOnly: boolean;
  /** How the command writes: one JSON value, a line for each, or lines of which the last is the result. */
  readonly writes: "value" | "lines" | "last";
  /** Fields that name files or folders of the project, `file.orch#plan` among them. */
  readonly paths: readonly string[];
  command(given: JsonObject): ToolCommand;
}

interface ToolCommand {
  readonly name: string;
  /** `--faults 3`, without those that have a default. */
  readonly options: readonly Argument[];
  readonly positional: readonly Argument[];
  /** It acts for somebody: by whom, is for whoever started the server to say. */
  readonly acts?: true;
  /** It starts a run, so it has to be said which journal is meant. */
  readonly starts?: true;
}

/** Longer names and texts are mistakes. Values go by files and have the limits of the runtime. */
const textCharsMax = 4_000;

const text = (description: string): Schema => ({
  type: "string",
  maxLength: textCharsMax,
  minLength: 1,
  description,
});
const number = (description: string, maximum: number): Schema => ({
  type: "integer",
  minimum: 0,
  maximum,
  description,
});
const yes = (description: string): Schema => ({ type: "boolean", description });

const target = text(
  "a file, a folder, `file.orch#plan_or_goal` or a compiled `plan.json`, below the project's folder",
);
const targets: Schema = {
  type: "array",
  items: target,
  maxItems: 100,
  description: "files and folders below the project's folder; left out: all of it",
};
const run = text("the run's id, or its first characters");

const list = (given: Json | undefined): readonly string[] => (Array.isArray(given) ? given.map(String) : []);
const option = (form: string, value: Json | undefined): readonly string[] =>
  value === undefined ? [] : [form, String(value)];
const flag = (form: string, value: Json | undefined): readonly string[] => (value === true ? [form] : []);

export const tools: readonly Tool[] = [
  {
    name: "check",
    title: "Report mistakes",
    description:
      "Reports every mistake of the programs, with its place, the reason, and fixes as edits. Begin here after each change. The page of a code is the resource `orch://diagnostics/CODE`.",
    properties: { targets, strict: yes("warnings count as mistakes") },
    required: [],
    readOnly: true,
    writes: "value",
    paths: ["targets"],
    command: (given) => ({
      name: "check",
      options: flag("--strict", given.strict),
      positional: list(given.targets),
    }),
  },
  {
    name: "plan",
    title: "Show what would happen",
    description:
      "Shows what a plan would do before it runs: steps, order, worst cost and time, people, reach, and for each rule whether it is proved, checked or refused.",
    properties: { target },
    required: ["target"],
    readOnly: true,
    writes: "value",
    paths: ["target"],
    command: (given) => ({ name: "plan", options: [], positional: [String(given.target)] }),
  },
  {
    name: "explain",
    title: "Explain a diagnostic or a step",
    description:
      "With `code`: the page of a diagnostic, with a wrong and a fixed program. With `target`: its steps; with `step` as well: why it is there, what it waits for, what it may cost, what was proved of it.",
    properties: {
      code: text("the code of a diagnostic, such as `ORCH3104`"),
      target,
      step: text("a step of the target"),
    },
    required: [],
    readOnly: true,
    writes: "value",
    paths: ["target"],
    command: (given) => ({
      name: "explain",
      options: [],
      positional: [given.code ?? given.target ?? "", ...(given.step === undefined ? [] : [given.step])].map(
        String,
      ),
    }),
  },
  {
    name: "verify",
    title: "Search for a world that breaks a rule",
    description:
      "Plays the plan in simulated worlds with faults, crashes and random inputs, and reports each world that breaks a rule, minimised and as a scenario. No handler is called.",
    properties: {
      targets,
      faults: number("every set of up to so many faults is tried; default 2", 6),
      runs: number("so many random worlds follow; default 2000", 1_000_000),
      seed: number("of the random worlds; default 1", 999_999_999),
      seconds: number("the time for everything; default 30", 600),
    },
    required: [],
    readOnly: true,
    writes: "value",
    paths: ["targets"],
    command: (given) => ({
      name: "verify",
      options: [
        ...option("--faults", given.faults),
        ...option("--runs", given.runs),
        ...option("--seed", given.seed),
        ...(given.seconds === undefined ? [] : ["--time", `${given.seconds}s`]),
      ],
      positional: list(given.targets),
    }),
  },
  {
    name: "simulate",
    title: "Play the scenarios",
    description:
      "Plays the scenarios of the programs in a simulated world and reports each expectation that does not hold. No handler is called.",
    properties: {
      targets,
      filter: text("only scenarios with this text in their title"),
      coverage: yes("also lists steps, branches and checks that no scenario reached"),
    },
    required: [],
    readOnly: true,
    writes: "value",
    paths: ["targets"],
    command: (given) => ({
      name: "test",
      options: [...option("--filter", given.filter), ...flag("--coverage", given.coverage)],
      positional: list(given.targets),
    }),
  },
  {
    name: "run",
    title: "Start a run",
    description:
      "Starts a run in the project's journal and returns its id at once; the run goes on in a process of its own, or in the one that holds the journal, and outlives this connection. It acts in the world: begin with `dry_run`. `status` shows how it goes.",
    properties: {
      target,
      input: { type: "object", additionalProperties: true, description: "the parameters, by name" },
      request: text("make the start idempotent: the same id starts one run"),
      dry_run: yes("checks everything, shows what would happen, and starts nothing"),
      locked: yes("runs only a plan and code that `orch approve` approved"),
    },
    required: ["target"],
    readOnly: false,
    writes: "last",
    paths: ["target"],
    command: (given) => ({
      name: "run",
      options: [
        ...(given.input === undefined ? [] : ["--input", { file: given.input }]),
        ...option("--request", given.request),
        ...flag("--locked", given.locked),
        given.dry_run === true ? "--dry-run" : "--detach",
      ],
      positional: [String(given.target)],
      acts: true,
      starts: true,
    }),
  },
  {
    name: "status",
    title: "Show runs",
    description:
      "With `run`: its state, steps, costs, and what it waits for. Without: the runs of the project's journal.",
    properties: { run },
    required: [],
    readOnly: true,
    writes: "lines",
    paths: [],
    command: (given) => ({
      name: given.run === undefined ? "runs" : "show",
      options: [],
      positional: given.run === undefined ? [] : [String(given.run)],
    }),
  },
  {
    name: "answer",
    title: "Answer a question of a run",
    description:
      "Answers a step that asks, as the user whom the server was started for, and returns once the run rests. A question to a role is refused unless that user has the role: approvals are for people.",
    properties: {
      run,
      step: text("the step that asks: `review`, `review[2]`"),
      answer: { description: 'the answer: `{"granted": true}`, or a value of the type that is asked for' },
    },
    required: ["run", "step", "answer"],
    readOnly: false,
    writes: "last",
    paths: [],
    command: (given) => ({
      name: "answer",
      options: [],
      positional: [String(given.run), String(given.step), { file: given.answer ?? null }],
      acts: true,
    }),
  },
];

export function toolNamed(name: string): Tool {
  const result = tools.find((tool) => tool.name === name);
  if (result === undefined) throw new Error(`no tool ${name}`);
  return result;
}
