import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { ProblemNotice } from "../parts/loaded.tsx";
import { type Answer, ask, newKey } from "../server/client.ts";
import { type Frame, live } from "../server/live.ts";
import { type Read, useRead } from "../server/use-read.ts";
import { texts } from "../texts.ts";
import { shortId } from "../words/names.ts";
import { countsOf, type Foretold, leftBy } from "./bulk.ts";
import { ForecastList } from "./forecast.tsx";
import { Reason } from "./reason-dialog.tsx";

export type Word = keyof typeof texts.orders.words;

/** An order that somebody is about to give. */
export interface Intent {
  readonly order: Word;
  readonly runs: readonly string[];
  readonly step?: string;
  readonly detail?: unknown;
  /** The person gives a value, which is the detail under this name. */
  readonly value?: "completed";
}

interface Result {
  readonly run: string;
  readonly done?: true;
  readonly problem?: { readonly detail: string };
}

/** Shows what an order would cause, asks for a reason, and gives it. For one run or for many. */
export function OrderDialog({ intent, close }: { intent: Intent; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const words = texts.orders;
  const { order, runs } = intent;
  const [given, giveValue] = useState("null");
  const body = bodyOf(intent, given);
  const foretold = useForetold(body);
  const [why, setWhy] = useState("");
  const [key] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Answer<{ readonly results: readonly Result[] }> | undefined>();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask<{ readonly results: readonly Result[] }>({
      method: "POST",
      path: "/runs/orders",
      body: { ...body, why: why.trim() },
      key,
    });
    setBusy(false);
    live.reread();
    const isDone = answer.ok && answer.value.results.every(({ done }) => done === true);
    if (isDone) close();
    else setOutcome(answer);
  };

  return (
    <dialog ref={dialog} onClose={close} aria-labelledby={`${id}-title`}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <h2 id={`${id}-title`}>{words.title(words.words[order], runs.length, shortId(runs[0] ?? ""))}</h2>
        <p className="quiet">{words.means[order]}</p>
        <section className="stack-s" aria-live="polite">
          <h3>{words.willCause}</h3>
          <Foreseen answer={foretold} />
        </section>
        {intent.value !== undefined && (
          <div className="field">
            <label htmlFor={`${id}-value`}>{words.value}</label>
            <textarea
              id={`${id}-value`}
              className="mono"
              value={given}
              aria-invalid={body === undefined}
              onChange={({ target }) => giveValue(target.value)}
            />
            {body === undefined && <p className="fault">{words.noJson}</p>}
          </div>
        )}
        <Reason why={why} say={setWhy} />
        {outcome !== undefined && <Outcome answer={outcome} />}
        <div className="row">
          <button
            type="submit"
            className={`button ${order === "cancel" ? "is-danger" : "is-primary"}`}
            disabled={isBusy || body === undefined || why.trim() === ""}
          >
            {words.give(words.words[order], runs.length)}
          </button>
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {words.leave}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface Foreseeing {
  readonly results: readonly Foretold[];
}

type Body = Pick<Intent, "order" | "runs" | "step" | "detail">;

/** The order as the API takes it; undefined: the value is no JSON yet. */
function bodyOf({ value, ...intent }: Intent, given: string): Body | undefined {
  if (value === undefined) return intent;
  try {
    return { ...intent, detail: { [value]: JSON.parse(given) as unknown } };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The forecast of the order as the runs are now: it is made again when something happens to one of them. */
function useForetold(asked: Body | undefined): Read<Foreseeing> {
  const path = asked === undefined ? undefined : "/runs/orders/forecast";
  const isOfThem = ({ data }: Frame): boolean => asked?.runs.includes(String(data.run)) ?? false;
  return useRead<Foreseeing>(path, isOfThem, JSON.stringify(asked));
}

function Foreseen({ answer: { value, problem } }: { answer: Read<Foreseeing> }) {
  if (problem !== undefined) return <ProblemNotice problem={problem} />;
  if (value === undefined) return <p className="quiet">{texts.loading}</p>;
  const { results } = value;
  const [only] = results;
  if (results.length === 1 && only !== undefined) return <One of={only} />;
  const counts = countsOf(results);
  const words = texts.orders.bulk;
  return (
    <>
      <p>
        <strong>{words.clean(counts.clean, results.length)}</strong>
        {counts.leaving > 0 && ` ${words.leaving(counts.leaving)}`}
        {counts.refused > 0 && ` ${words.refused(counts.refused)}`}
      </p>
      <div className="bulk-list">
        {results.map((one) => (
          <details key={one.run} open={results.length <= 3}>
            <summary>
              <code>{shortId(one.run)}</code> {summaryOf(one)}
            </summary>
            <One of={one} />
          </details>
        ))}
      </div>
    </>
  );
}

function summaryOf({ forecast, problem }: Foretold): string {
  if (forecast === undefined) return problem?.detail ?? "";
  return texts.orders.bulk.one(forecast.undone.length, leftBy(forecast).length + forecast.doubtful.length);
}

function One({ of: { forecast, problem } }: { of: Foretold }) {
  if (forecast !== undefined) return <ForecastList of={forecast} />;
  return <p className="notice is-attention">{problem?.detail}</p>;
}

function Outcome({ answer }: { answer: Answer<{ readonly results: readonly Result[] }> }) {
  if (!answer.ok) return <ProblemNotice problem={answer.problem} />;
  const failed = answer.value.results.filter(({ done }) => done !== true);
  return (
    <div className="notice is-wrong stack-s" role="alert">
      <strong>{texts.orders.notTaken(failed.length)}</strong>
      <ul>
        {failed.map(({ run, problem }) => (
          <li key={run}>
            <code>{shortId(run)}</code> {problem?.detail}
          </li>
        ))}
      </ul>
    </div>
  );
}
