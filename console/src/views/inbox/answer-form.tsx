import type { Json } from "@orchlang/plan";
import { type FormEvent, useMemo, useState } from "react";
import { ForecastList } from "../../orders/forecast.tsx";
import { ProblemNotice } from "../../parts/loaded.tsx";
import {
  type Draft,
  decisionOf,
  type Filled,
  type Form,
  filled,
  formOf,
  supposedAnswer,
} from "../../schema/fields.ts";
import { SchemaForm } from "../../schema/schema-form.tsx";
import { ask, newKey, type Problem } from "../../server/client.ts";
import type { Forecast, Task } from "../../server/types.ts";
import { type Read, useRead } from "../../server/use-read.ts";
import { useAskBeforeUnload } from "../../shell/leaving.ts";
import { texts } from "../../texts.ts";

const words = texts.inbox;

/** Answers that were begun and not sent, while the page is open: a look elsewhere does not lose them. */
const drafts = new Map<string, Draft>();

/** The answer's form. A question of yes or no shows, beside each, what it causes. */
export function AnswerForm({ task, user, done }: { task: Task; user: string; done: () => void }) {
  const form = useMemo(() => formOf(task.answer ?? {}), [task.answer]);
  const decision = decisionOf(form);
  const name = `${user} ${task.task}`;
  const [draft, setDraft] = useState<Draft>(drafts.get(name) ?? {});
  const write = (next: Draft): void => {
    setDraft(next);
    drafts.set(name, next);
  };
  useAskBeforeUnload(Object.values(draft).some((text) => text !== ""));
  const [holds, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const [key] = useState(newKey);
  const result = filled(form, draft);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if ("faults" in result) return;
    setBusy(true);
    const answer = await ask({
      method: "POST",
      path: "/tasks/answer",
      body: { task: task.task, value: result.value },
      key,
    });
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    drafts.delete(name);
    done();
  };

  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      {decision === undefined ? (
        <Consequence task={task} result={result} />
      ) : (
        <Decision
          task={task}
          form={form}
          name={decision}
          chosen={draft[decision]}
          choose={(value) => write({ ...draft, [decision]: value })}
          isMissing={holds && "faults" in result && result.faults[decision] !== undefined}
        />
      )}
      <SchemaForm
        form={form}
        draft={draft}
        change={write}
        faults={holds && "faults" in result ? result.faults : {}}
        except={decision}
      />
      {problem !== undefined && <ProblemNotice problem={problem} isAct />}
      <div>
        <button type="submit" className="button is-primary" disabled={isBusy || !task.may.answer}>
          {words.send(decision === undefined ? undefined : draft[decision])}
        </button>
      </div>
    </form>
  );
}

function Decision({ task, form, name, chosen, choose, isMissing }: DecisionProps) {
  const yes = useForecast(task, supposedAnswer(form, name, true));
  const no = useForecast(task, supposedAnswer(form, name, false));
  return (
    <fieldset className="decision" aria-describedby="decision-fault">
      <legend>{words.decide}</legend>
      <Side task={task} value="yes" forecast={yes} chosen={chosen} choose={choose} />
      <Side
        task={task}
        value="no"
        forecast={no ?? (task.no === undefined ? undefined : { ok: true, value: task.no })}
        chosen={chosen}
        choose={choose}
      />
      <p id="decision-fault" className="fault">
        {isMissing ? words.choose : ""}
      </p>
    </fieldset>
  );
}

interface DecisionProps {
  readonly task: Task;
  readonly form: Form;
  readonly name: string;
  readonly chosen: string | undefined;
  choose(value: "yes" | "no"): void;
  readonly isMissing: boolean;
}

function Side({ task, value, forecast, chosen, choose }: SideProps) {
  return (
    <div className={`side${chosen === value ? " is-chosen" : ""}`}>
      <label>
        <input
          type="radio"
          name={`decision ${task.task}`}
          checked={chosen === value}
          disabled={!task.may.answer}
          onChange={() => choose(value)}
        />
        <strong>{texts.form[value]}</strong>
      </label>
      <h3 className="small quiet">{value === "yes" ? words.yesCauses : words.noCauses}</h3>
      <Foreseen of={forecast} />
    </div>
  );
}

interface SideProps {
  readonly task: Task;
  readonly value: "yes" | "no";
  readonly forecast: Read<Forecast>;
  readonly chosen: string | undefined;
  choose(value: "yes" | "no"): void;
}

/** For an answer of another form: what it would cause as it is filled in now. */
function Consequence({ task, result }: { task: Task; result: Filled }) {
  const forecast = useForecast(task, "value" in result ? result.value : undefined);
  return (
    <section className="side">
      <h3 className="small quiet">{words.answerCauses}</h3>
      {"faults" in result ? <p className="quiet">{words.fillIn}</p> : <Foreseen of={forecast} />}
    </section>
  );
}

function Foreseen({ of: { value, problem } }: { of: Read<Forecast> }) {
  if (problem !== undefined) return <ProblemNotice problem={problem} />;
  return value === undefined ? <p className="quiet">{texts.loading}</p> : <ForecastList of={value} />;
}

/** The consequences of an answer as its run is now. Undefined value: nothing is asked for. */
function useForecast({ task, run }: Task, value: Json | undefined): Read<Forecast> {
  const [path, body] = value === undefined ? [] : ["/tasks/forecast", JSON.stringify({ task, value })];
  return useRead<Forecast>(path, ({ data }) => data.run === run, body);
}
