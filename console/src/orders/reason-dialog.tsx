import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { ProblemNotice } from "../parts/loaded.tsx";
import { ask, newKey, type Problem } from "../server/client.ts";
import { live } from "../server/live.ts";
import { texts } from "../texts.ts";

/** An act of a person: its title, its consequences, and the request that does it. */
export interface Act {
  readonly title: string;
  readonly means: string;
  /** The word on the button. */
  readonly word: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isDanger?: boolean;
  /** It is about the person alone: nobody is owed a reason. */
  readonly needsNoReason?: boolean;
}

/** Says what an act causes, asks for a reason where one is needed, and does it. */
export function ReasonDialog({
  act,
  close,
  children,
  isReady = true,
}: {
  act: Act;
  close: () => void;
  children?: ReactNode;
  /** False while the dialog's own fields need more. */
  isReady?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [why, setWhy] = useState("");
  const [key] = useState(newKey);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const body = act.needsNoReason === true ? act.body : { ...act.body, why: why.trim() };
    const answer = await ask<unknown>({ method: "POST", path: act.path, body, key });
    setBusy(false);
    live.reread();
    if (answer.ok) close();
    else setProblem(answer.problem);
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby={`${id}-title`}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <h2 id={`${id}-title`}>{act.title}</h2>
        <p className="quiet">{act.means}</p>
        {children}
        {act.needsNoReason !== true && <Reason why={why} say={setWhy} />}
        {problem !== undefined && <ProblemNotice problem={problem} isAct />}
        <div className="row">
          <button
            type="submit"
            className={`button ${act.isDanger === true ? "is-danger" : "is-primary"}`}
            disabled={isBusy || !isReady || (act.needsNoReason !== true && why.trim() === "")}
          >
            {act.word}
          </button>
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            {texts.orders.leave}
          </button>
        </div>
      </form>
    </dialog>
  );
}

export function Reason({ why, say }: { why: string; say: (why: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{texts.orders.reason}</label>
      <textarea
        id={id}
        required
        maxLength={1_000}
        value={why}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => say(target.value)}
      />
      <p id={`${id}-hint`} className="hint">
        {texts.orders.reasonHint}
      </p>
    </div>
  );
}
