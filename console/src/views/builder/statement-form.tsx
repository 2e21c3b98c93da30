import type { Callable, StatementOutline } from "@orchlang/editing/build";
import { useEffect, useId, useRef, useState } from "react";
import { texts } from "../../texts.ts";
import { type Bench, faultIn } from "./bench.ts";
import { ClauseList } from "./clause-list.tsx";
import { CommitField } from "./commit-field.tsx";
import { addAt } from "./palette.tsx";
import { blockAt, placeOf, statementAt } from "./places.ts";

const words = texts.builder;
const optionWords = [
  "timeout",
  "retry",
  "after",
  "optional",
  "accept",
  "undo",
  "cache",
  "priority",
  "at",
  "because",
] as const;

/** The form of a statement: its name, what it passes on, its conditions and times, its options, and its text. */
export function StatementForm({ bench, path }: { bench: Bench; path: string }) {
  const one = statementAt(bench.declaration, path);
  const form = useRef<HTMLElement>(null);
  // On a small screen the form is below the canvas.
  useEffect(() => {
    if (matchMedia("(max-width: 62rem)").matches) form.current?.scrollIntoView();
  }, []);
  if (one === undefined) return null;
  return (
    <section ref={form} className="card stack" aria-labelledby="form-title">
      <h2 id="form-title" className="form-title">
        <code>{one.head}</code>
      </h2>
      {one.name !== undefined && one.nameAt !== undefined && (
        <CommitField
          label={words.name}
          value={one.name}
          commit={(name) => bench.rename(one.nameAt ?? 0, name.trim())}
        />
      )}
      <Arguments bench={bench} one={one} />
      {one.parts.map(({ role, text, span }) => (
        <CommitField
          key={`${role} ${span.start}`}
          label={words.roles[role]}
          value={text}
          fault={faultIn(bench, span)}
          commit={(next) => bench.act({ do: "replace", ...span, text: next })}
        />
      ))}
      {one.takesOptions && (
        <ClauseList
          bench={bench}
          title={words.options}
          word={words.optionWord}
          owner={one.span.start}
          clauses={one.options}
          offered={optionWords}
        />
      )}
      <Moves bench={bench} path={path} one={one} />
      <AsText key={one.text} bench={bench} one={one} />
    </section>
  );
}

/** An argument for each parameter of what the step calls. */
function Arguments({ bench, one }: { bench: Bench; one: StatementOutline }) {
  if (one.calls === undefined) return null;
  const name = one.calls.split(".").at(-1);
  const called = bench.callables.find((callable) => callable.name === name);
  const own = (parameter: Callable["parameters"][number], at: number) =>
    one.arguments.find((given, index) =>
      given.name === undefined ? index === at : given.name === parameter.name,
    );
  const parameters = called?.parameters ?? [];
  return parameters.map((parameter, at) => {
    const given = own(parameter, at);
    return (
      <CommitField
        key={parameter.name}
        label={parameter.name}
        hint={parameter.type}
        value={given?.text ?? ""}
        fault={given && faultIn(bench, given.span)}
        list={bench.declaration?.parameterNames}
        commit={(text) =>
          given === undefined
            ? bench.act({ do: "argue", at: one.span.start, name: parameter.name, text })
            : bench.act({ do: "replace", ...given.span, text })
        }
      />
    );
  });
}

function Moves({ bench, path, one }: { bench: Bench; path: string; one: StatementOutline }) {
  const { block, index } = placeOf(path);
  const count = blockAt(bench.declaration, block)?.statements.length ?? 0;
  const { mark, declaration } = bench;
  const moved = { is: "statement", path } as const;
  return (
    <div className="row">
      <button
        type="button"
        className="button is-small"
        disabled={index === 0}
        onClick={() => addAt(bench, { block, index: index - 1 }, moved)}
      >
        {words.up}
      </button>
      <button
        type="button"
        className="button is-small"
        disabled={index + 1 >= count}
        onClick={() => addAt(bench, { block, index: index + 2 }, moved)}
      >
        {words.down}
      </button>
      {mark !== undefined && (
        <button type="button" className="button is-small" onClick={() => addAt(bench, mark, moved)}>
          {words.moveToMark}
        </button>
      )}
      <button
        type="button"
        className="button is-small is-danger"
        onClick={() => {
          if (bench.act({ do: "remove", at: one.span.start }) !== undefined)
            bench.choose({ kind: "plan", name: declaration?.name ?? "" });
        }}
      >
        {words.remove}
      </button>
    </div>
  );
}

/** The statement as it is written: all of the language, also what has no field of its own. */
function AsText({ bench, one }: { bench: Bench; one: StatementOutline }) {
  const id = useId();
  const [draft, setDraft] = useState(one.text);
  return (
    <details>
      <summary>{words.asText}</summary>
      <div className="stack-s">
        <label htmlFor={id} className="visually-hidden">
          {words.asText}
        </label>
        <textarea
          id={id}
          className="mono"
          rows={Math.min(12, draft.split("\n").length + 1)}
          spellCheck={false}
          value={draft}
          onChange={({ target }) => setDraft(target.value)}
        />
        <div>
          <button
            type="button"
            className="button is-small"
            disabled={draft === one.text}
            onClick={() => bench.act({ do: "rewrite", at: one.span.start, text: draft })}
          >
            {words.apply}
          </button>
        </div>
      </div>
    </details>
  );
}
