import { type FormEvent, useId, useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { type Answer, ask } from "../../server/client.ts";
import type { PolicyVerdicts, WorkflowDetail } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";

const words = texts.programs.check;

/** The verdict of each policy on one action as things stand now. Nothing is done. */
export function PolicyCheck({ workflow: { name, capabilities } }: { workflow: WorkflowDetail }) {
  const id = useId();
  const [capability, setCapability] = useState(capabilities[0]?.name ?? "");
  const [args, setArgs] = useState("{}");
  const [answer, setAnswer] = useState<Answer<PolicyVerdicts> | undefined>();
  const parsed = argumentsIn(args);
  if (capabilities.length === 0) return null;
  const check = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (parsed === undefined) return;
    const body = { workflow_name: name, capability, args: parsed };
    setAnswer(await ask<PolicyVerdicts>({ method: "POST", path: "/policy/check", body }));
  };
  return (
    <section className="card stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words.title}</h2>
      <form className="stack-s" onSubmit={(event) => void check(event)}>
        <div className="field">
          <label htmlFor={`${id}-capability`}>{words.capability}</label>
          <select
            id={`${id}-capability`}
            value={capability}
            onChange={({ target }) => setCapability(target.value)}
          >
            {capabilities.map((one) => (
              <option key={one.name} value={one.name}>
                {asWords(one.name)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-args`}>{words.args}</label>
          <textarea
            id={`${id}-args`}
            className="mono"
            rows={2}
            spellCheck={false}
            value={args}
            aria-invalid={parsed === undefined}
            onChange={({ target }) => setArgs(target.value)}
          />
          {parsed === undefined && <p className="fault">{words.noRecord}</p>}
        </div>
        <div>
          <button type="submit" className="button is-small" disabled={parsed === undefined}>
            {words.ask}
          </button>
        </div>
      </form>
      <div aria-live="polite">
        {answer !== undefined &&
          (answer.ok ? <Verdicts of={answer.value} /> : <ProblemNotice problem={answer.problem} />)}
      </div>
    </section>
  );
}

function argumentsIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function Verdicts({ of: { allowed, needs, verdicts } }: { of: PolicyVerdicts }) {
  const result = allowed === true ? "allowed" : allowed === false ? "denied" : "unknown";
  const tone = allowed === true ? "done" : allowed === false ? "wrong" : "attention";
  return (
    <div className="stack-s">
      <p className="row">
        <Badge tone={tone} icon={allowed === true ? "done" : allowed === false ? "wrong" : "attention"}>
          {words.results[result]}
        </Badge>
        {needs.length > 0 && <span>{words.needs(needs.join(", "))}</span>}
      </p>
      {verdicts.length === 0 && <p className="quiet">{words.none}</p>}
      <ul className="stack-s">
        {verdicts.map(({ policy, verdict, holds, because }) => (
          <li key={`${policy} ${verdict}`}>
            <strong>{asWords(policy)}</strong> <code>{verdict}</code>{" "}
            <span className="quiet">{words.holds[String(holds) as keyof typeof words.holds]}</span>
            {because !== undefined && <span> {because}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
