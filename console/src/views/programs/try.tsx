import type { Json, JsonObject } from "@orchlang/plan";
import { type FormEvent, useMemo, useState } from "react";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { type Draft, type Field, filled, formOf } from "../../schema/fields.ts";
import { SchemaForm } from "../../schema/schema-form.tsx";
import { type Answer, ask, newKey, type Problem } from "../../server/client.ts";
import type { SimulatedRun, WorkflowDetail } from "../../server/types.ts";
import { go } from "../../shell/place.ts";
import { texts } from "../../texts.ts";
import { Played } from "../run/simulation.tsx";
import { noWishes, WishFields, wished } from "./wishes.tsx";

const words = texts.programs.try;

/** The input's form: what would happen with it, and starting a run. */
export function Try({ workflow, mayStart, given = {} }: TryProps) {
  const { name, parameters, goal } = workflow;
  const form = useMemo(() => formOf(inputSchema(parameters)), [parameters]);
  const [draft, setDraft] = useState<Draft>(given);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [played, setPlayed] = useState<Answer<SimulatedRun> | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const [wishes, wish] = useState(noWishes);
  const [key, setKey] = useState(newKey);
  const result = filled(form, draft);

  const simulate = async (): Promise<void> => {
    setTried(true);
    if ("faults" in result) return;
    setBusy(true);
    const body = { workflow_name: name, input: result.value };
    setPlayed(await ask<SimulatedRun>({ method: "POST", path: "/simulate", body }));
    setBusy(false);
  };
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if ("faults" in result) return;
    setBusy(true);
    const body = { workflow_name: name, input: result.value, ...wished(wishes) };
    const answer = await ask<{ readonly run: string }>({
      method: "POST",
      path: "/workflow/execute",
      body,
      key,
    });
    setBusy(false);
    if (answer.ok) go(["runs", answer.value.run]);
    else {
      setProblem(answer.problem);
      // A refused request began nothing; changed and sent again it is another one.
      if (answer.problem.status >= 400 && answer.problem.status < 500) setKey(newKey());
    }
  };

  return (
    <section className="card stack" aria-labelledby="try-title">
      <h2 id="try-title">{words.title}</h2>
      <form className="stack" onSubmit={(event) => void start(event)} noValidate>
        {parameters.length === 0 && <p className="quiet">{words.noInput}</p>}
        <SchemaForm
          form={form}
          draft={draft}
          change={setDraft}
          faults={isTried && "faults" in result ? result.faults : {}}
        />
        {goal !== undefined && (
          <WishFields own={goal.optimize} plans={goal.alternatives.length} wishes={wishes} change={wish} />
        )}
        {problem !== undefined && <ProblemNotice problem={problem} isAct />}
        <div className="row">
          <button type="button" className="button" disabled={isBusy} onClick={() => void simulate()}>
            {words.simulate}
          </button>
          <button
            type="submit"
            className="button is-primary"
            disabled={isBusy || !mayStart}
            title={mayStart ? undefined : texts.needsRole("operator")}
          >
            {words.start}
          </button>
        </div>
      </form>
      <div aria-live="polite">{played !== undefined && <Played answer={played} />}</div>
    </section>
  );
}

interface TryProps {
  readonly workflow: WorkflowDetail;
  readonly mayStart: boolean;
  /** Fields that are filled in at first. */
  readonly given?: Draft;
}

/** The schema of a workflow's input, as one object: a form is made of it. All schemas lie in their own `$defs`. */
export function inputSchema(parameters: WorkflowDetail["parameters"]): JsonObject {
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  const defs = Object.assign(
    {},
    ...parameters.map(({ schema }) => (isObject(schema) ? (schema.$defs ?? {}) : {})),
  );
  const required = parameters.filter(({ schema }) => !isOptional(schema)).map(({ name }) => name);
  return { type: "object", properties, required, $defs: defs as JsonObject };
}

/** The fields of the form of an input of which some values are known. */
export function draftOf(parameters: WorkflowDetail["parameters"], input: JsonObject): Draft {
  const { fields } = formOf(inputSchema(parameters));
  const texts = fields.flatMap(({ name, kind }): [string, string][] => {
    const value = input[name];
    return value === undefined || value === null ? [] : [[name, fieldText(kind, value)]];
  });
  return Object.fromEntries(texts);
}

function fieldText(kind: Field["kind"], value: Json): string {
  if (kind === "yes-no") return value === true ? "yes" : "no";
  if (kind === "money" && isObject(value)) return `${String(value.amount)} ${String(value.currency)}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `T?` is `anyOf: [T, null]`. */
function isOptional(schema: WorkflowDetail["parameters"][number]["schema"]): boolean {
  return (
    isObject(schema) &&
    Array.isArray(schema.anyOf) &&
    schema.anyOf.some((one) => isObject(one) && one.type === "null")
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
