import { Badge } from "../../parts/badge.tsx";
import { Ago, useNow } from "../../parts/moment.tsx";
import type { Task } from "../../server/types.ts";
import { texts } from "../../texts.ts";
import { asWords, shortName } from "../../words/names.ts";
import { plainly } from "../../words/plainly.ts";
import { durationText } from "../../words/time.ts";

const words = texts.inbox;

export function TaskItem({ task, isCurrent, href }: { task: Task; isCurrent: boolean; href: string }) {
  const { show, workflow, role, asked, claimed } = task;
  return (
    <a className="task-item" href={href} aria-current={isCurrent ? "true" : undefined}>
      <strong>{plainly(show)}</strong>
      <span className="small quiet">
        {shortName(workflow)} · {asWords(role)} · <Ago at={asked} />
      </span>
      <span className="row">
        <Due task={task} />
        {claimed.length > 0 && (
          <Badge tone="quiet" icon="person">
            {claimed.join(", ")}
          </Badge>
        )}
      </span>
    </a>
  );
}

/** How long there is to answer; loud where little is left. */
export function Due({ task: { due, asked } }: { task: Task }) {
  const now = useNow();
  if (due === undefined) return null;
  const left = due - now;
  if (left <= 0)
    return (
      <Badge tone="wrong" icon="attention">
        {words.overdue}
      </Badge>
    );
  const isShort = left < Math.min(600_000, (due - asked) / 2);
  return (
    <Badge tone={isShort ? "attention" : "quiet"} icon="waiting">
      {words.left(durationText(Math.ceil(left / 1_000) * 1_000))}
    </Badge>
  );
}
