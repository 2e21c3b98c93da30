import { type FormEvent, useId, useState } from "react";
import { ProblemNotice } from "../../parts/loaded.tsx";
import { ask, newKey, type Problem } from "../../server/client.ts";
import type { Session } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import type { Task } from "./types.ts";

const words = texts.inbox.claims;

/** The holder of the task; taking it, giving it back, handing it on. */
export function Claims({ task, session, again }: { task: Task; session: Session; again: () => void }) {
  const id = useId();
  const [to, setTo] = useState("");
  const [problem, setProblem] = useState<Problem | undefined>();
  const isMine = task.claimed.includes(session.user);
  const say = async (word: "claim" | "release" | "delegate", body: object): Promise<void> => {
    const answer = await ask({
      method: "POST",
      path: `/tasks/${word}`,
      body: { task: task.task, ...body },
      key: newKey(),
    });
    setProblem(answer.ok ? undefined : answer.problem);
    if (answer.ok) again();
  };
  const delegate = (event: FormEvent): void => {
    event.preventDefault();
    if (to.trim() !== "") void say("delegate", { to: to.trim() });
  };
  return (
    <section className="claims stack-s">
      <h3>{words.title}</h3>
      <p className="small quiet">
        {task.claimed.length === 0 ? words.nobody : words.by(task.claimed.join(", "))}
      </p>
      <form className="row" onSubmit={delegate}>
        <button
          type="button"
          className="button is-small"
          onClick={() => void say(isMine ? "release" : "claim", {})}
        >
          {isMine ? words.release : words.claim}
        </button>
        <label htmlFor={id} className="visually-hidden">
          {words.to}
        </label>
        <input
          id={id}
          className="claims-to"
          value={to}
          placeholder={words.to}
          onChange={({ target }) => setTo(target.value)}
        />
        <button type="submit" className="button is-small" disabled={to.trim() === ""}>
          {words.delegate}
        </button>
      </form>
      {problem !== undefined && <ProblemNotice problem={problem} />}
    </section>
  );
}
