import type { ReactNode } from "react";
import type { Problem } from "../server/client.ts";
import type { Read } from "../server/use-read.ts";
import { texts } from "../texts.ts";

export function problemText({ status, code, detail }: Problem): string {
  if (code === "unreachable") return texts.problems.unreachable;
  if (code === "unreadable") return texts.problems.unreadable;
  return detail === "" ? texts.problems.other(status, code) : detail;
}

/** A rejection and its reason, with the server's own list where it sent one. */
export function ProblemNotice({ problem, again, isAct = false }: ProblemNoticeProps) {
  const isSilent = isAct && problem.code === "unreachable";
  return (
    <div className="notice is-wrong stack-s" role="alert">
      <strong>{isAct ? texts.problems.notDone : texts.problems.title}</strong>
      <p>{isSilent ? texts.problems.notAnswered : problemText(problem)}</p>
      {problem.faults !== undefined && (
        <ul>
          {problem.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
        </ul>
      )}
      {again !== undefined && (
        <div>
          <button type="button" className="button is-small" onClick={again}>
            {texts.retry}
          </button>
        </div>
      )}
    </div>
  );
}

interface ProblemNoticeProps {
  readonly problem: Problem;
  /** Something was to be done, not read. */
  readonly isAct?: boolean;
  again?(): void;
}

/** The value once it is there; before that, that it is being loaded, or why it is not. */
export function Loaded<T>({ of, children }: { of: Read<T>; children: (value: T) => ReactNode }) {
  const { value, problem, again } = of;
  if (value === undefined && problem === undefined)
    return (
      <p className="loading" role="status">
        {texts.loading}
      </p>
    );
  return (
    <>
      {problem !== undefined && <ProblemNotice problem={problem} again={again} />}
      {value !== undefined && children(value)}
    </>
  );
}

/** Says that there is nothing, and what would put something here. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}
