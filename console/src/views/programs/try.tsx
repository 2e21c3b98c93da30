import { type FormEvent, useMemo, useState } from "react";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { type Draft, filled, formOf } from "../../schema/fields.ts";
import { SchemaForm } from "../../schema/schema-form.tsx";
import { type Answer, ask, newKey, type Problem } from "../../server/client.ts";
import type { SimulatedRun, WorkflowDetail } from "../../server/types.ts";
import { go } from "../../shell/use-place.ts";
import { texts } from "../../texts.ts";
import { Played } from "../run/simulation.tsx";
import { inputSchema } from "./inputs.ts";

const words = texts.programs.try;

/** The input's form: what would happen with it, and starting a run. */
export function Try({ workflow, mayStart, given = {} }: TryProps) {
  const { name, parameters } = workflow;
  const form = useMemo(() => formOf(inputSchema(parameters)), [parameters]);
  const [draft, setDraft] = useState<Draft>(given);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [played, setPlayed] = useState<Answer<SimulatedRun> | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const [key] = useState(newKey);
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
    const body = { workflow_name: name, input: result.value };
    const answer = await ask<{ readonly run: string }>({
      method: "POST",
      path: "/workflow/execute",
      body,
      key,
    });
    setBusy(false);
    if (answer.ok) go(["runs", answer.value.run]);
    else setProblem(answer.problem);
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
        {problem !== undefined && <ProblemNotice problem={problem} />}
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
