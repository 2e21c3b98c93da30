import { useEffect, useState } from "react";
import { Empty, Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { useRead } from "../../server/use-read.ts";
import { amend, hrefOf, type Place } from "../../shell/place.ts";
import { mayAs, type ViewProps } from "../../shell/session.ts";
import { texts } from "../../texts.ts";
import "./inbox.css";
import type { Tasks } from "../../server/types.ts";
import { TaskDetail } from "./task-detail.tsx";
import { TaskItem } from "./task-item.tsx";

const words = texts.inbox;

/** The questions that wait for people, over all runs: the list at the left, the chosen one at the right. */
export default function Inbox({ place, session }: ViewProps) {
  const { query } = place;
  const isMine = query.mine === "yes";
  const asked = new URLSearchParams({
    ...(isMine ? { mine: "true" } : {}),
    ...(query.run ? { run: query.run } : {}),
    limit: "200",
  });
  const mayRead = mayAs(session, "approver");
  const tasks = useRead<Tasks>(mayRead ? `/tasks?${asked}` : undefined);
  if (!mayRead)
    return (
      <Page title={words.title}>
        <Empty title={texts.needsRole("approver")} />
      </Page>
    );
  return (
    <Page title={words.title} lead={tasks.value === undefined ? undefined : words.lead(tasks.value.total)}>
      <div className="row">
        <label className="row">
          <input
            type="checkbox"
            checked={isMine}
            onChange={({ target }) => amend(place, { mine: target.checked ? "yes" : undefined })}
          />
          {words.mine}
        </label>
        {query.run !== undefined && <a href={hrefOf(["inbox"])}>{words.allRuns}</a>}
      </div>
      <Loaded of={tasks}>
        {(found) => <ListAndDetail found={found} place={place} session={session} again={tasks.again} />}
      </Loaded>
    </Page>
  );
}

function ListAndDetail({ found: { tasks }, place, session, again }: ListProps) {
  const { query } = place;
  const wanted = query.task;
  // The question that is shown first stays, whatever comes in: nobody answers another one by a slip. It stays after its
  // answer too, with what became of it.
  const [first, show] = useState<string | undefined>();
  // An answered task may still be in the list that was read before the answer.
  const [left, leave] = useState<string | undefined>();
  const newest = tasks.find((one) => one.task !== left)?.task;
  useEffect(() => {
    if (wanted !== undefined) show(undefined);
    else if (first === undefined) show(newest);
  }, [wanted, first, newest]);
  const name = wanted ?? first ?? newest;
  const task = tasks.find((one) => one.task === name);
  if (name === undefined) return <Empty title={words.empty}>{words.emptyHint}</Empty>;
  return (
    <div className={`inbox${wanted === undefined ? "" : " has-chosen"}`}>
      <ul className="task-list" aria-label={words.list}>
        {tasks.map((one) => (
          <li key={one.task}>
            <TaskItem
              task={one}
              isCurrent={one === task}
              href={hrefOf(["inbox"], { ...query, task: one.task })}
            />
          </li>
        ))}
      </ul>
      <div className="task-place">
        {wanted !== undefined && (
          <a className="inbox-back" href={hrefOf(["inbox"], { ...query, task: undefined })}>
            {words.back}
          </a>
        )}
        <TaskDetail
          key={name}
          task={task}
          name={name}
          session={session}
          again={again}
          next={() => {
            leave(name);
            show(undefined);
          }}
          place={place}
        />
      </div>
    </div>
  );
}

interface ListProps {
  readonly found: Tasks;
  readonly place: Place;
  readonly session: ViewProps["session"];
  again(): void;
}
