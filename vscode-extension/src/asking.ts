import { exec } from "node:child_process";
import { promisify } from "node:util";
import type { Requests } from "@orchlang/lsp";
import { type ExtensionContext, type Terminal, window } from "vscode";
import { orchCommand } from "./command-line.ts";
import { answerFields } from "./fields.ts";
import type { Fact, Form } from "./form.ts";
import { askForm } from "./form.ts";
import type { Happening } from "./progress.ts";
import type { PlanFile } from "./questions.ts";

/** A run's wait, as `orch show --format json` prints it. */
interface Waiting {
  readonly for: string;
  readonly key: string;
  readonly step: string;
  readonly role: string;
  readonly show: string;
  readonly call: { readonly routine: string; readonly node: string };
  /** Not a result is asked for, but whether the step may go ahead. */
  readonly approval?: true;
  /** ms since 1970. */
  readonly due?: number;
}

interface Asking {
  hear(happening: Happening): void;
  /** Nobody is asked any more. */
  stop(): void;
}

interface Site {
  readonly context: ExtensionContext;
  readonly file: PlanFile;
  readonly asked: Requests["orch/questions"]["gets"];
  readonly terminal: Terminal;
  readonly cwd: string | undefined;
}

/** How often it is looked whether an answer was taken, and asks for another. */
const looksMax = 5;

/** Asks in the editor what a run asks people; the terminal, which waits for the same, is told. */
export function createAsking(site: Site): Asking {
  const known = new Set<string>();
  const open = new Map<string, AbortController>();
  const nodes = new Map<string, { readonly node: string; readonly capability: string }>();
  let looking: Promise<unknown> = Promise.resolve();

  async function look(run: string): Promise<readonly string[]> {
    const waiting = await waitingOf(run, site.cwd);
    for (const each of waiting) {
      if (known.has(idOf(each))) continue;
      known.add(idOf(each));
      void ask(run, each);
    }
    return waiting.map(idOf);
  }

  async function ask(run: string, waiting: Waiting): Promise<void> {
    const { step, role } = waiting;
    const answer = "Answer";
    const { heading, given } = shownOf(waiting);
    const results = [heading, ...given.map(([name, value]) => `${name}: ${value}`)].join(" ");
    if ((await window.showInformationMessage(`${short(role)} is asked: ${results}`, answer)) !== answer)
      return;
    const settled = open.get(step) ?? new AbortController();
    open.set(step, settled);
    if (settled.signal.aborted) {
      void window.showInformationMessage(`${step} does not wait for an answer any more.`);
      return;
    }
    const value = await askForm(site.context, formOf(site, run, waiting, nodes.get(step)), settled.signal);
    if (value === undefined) return;
    site.terminal.sendText(`${step}=${JSON.stringify(value)}`);
    for (let looks = 0; looks < looksMax && (await look(run)).includes(idOf(waiting)); ) looks += 1;
  }

  return {
    hear({ run, message, step, node, capability, waits = false }) {
      if (step === undefined || node === undefined) return;
      if (message !== "step_started") open.get(step)?.abort();
      else if (capability !== undefined && waits) {
        nodes.set(step, { node, capability });
        open.set(step, new AbortController());
        looking = looking.then(() => look(run));
      }
    },
    stop() {
      for (const each of open.values()) each.abort();
    },
  };
}

/** One thing may be put to several people one after another. */
function idOf({ key, role, show }: Waiting): string {
  return `${key} ${role} ${show}`;
}

async function waitingOf(run: string, cwd: string | undefined): Promise<readonly Waiting[]> {
  try {
    const shown = await promisify(exec)(`${orchCommand()} show ${run} --format json`, { cwd });
    const { waiting } = JSON.parse(shown.stdout) as { readonly waiting: readonly Waiting[] };
    return waiting.filter((each) => each.for === "answer");
  } catch (error) {
    void window.showWarningMessage(`What the run asks can't be read: ${String(error)}`);
    return [];
  }
}

type Of = { readonly node: string; readonly capability: string };

function formOf(site: Site, run: string, waiting: Waiting, of: Of | undefined): Form {
  const { step, role, approval } = waiting;
  const { heading, given } = shownOf(waiting);
  const results = approval ? approvalFacts(site, waiting) : answerFacts(site, waiting, of);
  const facts: Fact[] = [
    ...given,
    ["who may answer", short(role)],
    ...results,
    ["asked by", `${step}, in run ${run}`],
  ];
  const fields = approval ? goAhead : answerFields(site.file.plan, of?.capability ?? "");
  return { title: `${step} asks`, heading, facts, fields, go: "Answer" };
}

function answerFacts({ asked }: Site, { due }: Waiting, of: Of | undefined): readonly Fact[] {
  const question = of === undefined ? undefined : asked.answers[of.node];
  const late = question === undefined ? "" : `\nIf nobody answers by then, ${question.without}.`;
  return [
    ...(due === undefined ? [] : [["until", `${timeWords(due)}${late}`] as const]),
    ...leadFacts(question?.leads ?? []),
  ];
}

/** If several policies could ask, the form does not name one: all have the same consequences. */
function approvalFacts({ asked }: Site, { call }: Waiting): readonly Fact[] {
  const wanted = asked.approvals[`${call.routine}/${call.node}`] ?? [];
  const names = wanted.map(({ policy }) => `\`${policy}\``).join(" and ");
  const [first] = wanted;
  if (first === undefined) return [];
  return [
    ["wanted by", names],
    ...(first.within === undefined ? [] : [["until", `${first.within} after it was asked`] as const]),
    ...leadFacts(first.leads),
  ];
}

function leadFacts(leads: readonly { readonly when?: string; readonly does: readonly string[] }[]) {
  return leads.map(
    ({ when = "in any case", does }): Fact => [when, does.length === 0 ? "nothing more" : does.join("\n")],
  );
}

/** The question; for an approval also the step's arguments, which follow the question as JSON. */
function shownOf({ show, approval }: Waiting): { readonly heading: string; readonly given: readonly Fact[] } {
  const [, heading, json] = (approval && /^(.*\?) (\{.*\})$/su.exec(show)) || [];
  if (heading === undefined || json === undefined) return { heading: show, given: [] };
  const values = Object.entries(JSON.parse(json) as Readonly<Record<string, unknown>>);
  return {
    heading,
    given: values.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  };
}

const goAhead = [{ name: "granted", optional: false, form: "yesno" }] as const;

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** When, and how long until then. */
function timeWords(at: number): string {
  const left = at - Date.now();
  const [unit, length] = units.find(([, ms]) => left >= 2 * ms) ?? units[2];
  const until = new Intl.RelativeTimeFormat("en").format(Math.max(0, Math.round(left / length)), unit);
  return `${new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}, ${until}`;
}
