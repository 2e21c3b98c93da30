import type { ClauseOutline } from "@orchlang/editing/build";
import { useId, useState } from "react";
import { texts } from "../../texts.ts";
import { type Bench, faultIn } from "./bench.ts";
import { CommitField } from "./commit-field.tsx";

const words = texts.builder;

const hintOf = (word: string): string | undefined => words.hints[word as keyof typeof words.hints];

/** Clauses or options by their words, and one more of those that are offered. */
export function ClauseList({ bench, title, word, owner, clauses, offered, repeated = [] }: ClauseListProps) {
  const id = useId();
  const open = offered.filter(
    (one) => repeated.includes(one) || !clauses.some((clause) => clause.word === one),
  );
  const [picked, pick] = useState<string>(open[0] ?? "");
  const [text, setText] = useState("");
  const wanted = open.includes(picked) ? picked : (open[0] ?? "");
  const add = (): void => {
    if (bench.act({ do: "clause", of: owner, text: `${wanted} ${text}`.trim() }) !== undefined) setText("");
  };
  return (
    <fieldset className="stack-s">
      <legend>{title}</legend>
      {clauses.map((clause) => (
        <div key={`${clause.word} ${clause.span.start}`} className="clause">
          <CommitField
            label={clause.word}
            value={clause.text}
            hint={clause.text === "" ? hintOf(clause.word) : undefined}
            fault={faultIn(bench, clause.span)}
            commit={(next) =>
              bench.act({
                do: "clause",
                of: owner,
                at: clause.span.start,
                text: `${clause.word} ${next}`.trim(),
              })
            }
          />
          <button
            type="button"
            className="button is-small is-plain"
            aria-label={`${words.remove} ${clause.word}`}
            onClick={() => bench.act({ do: "clause", of: owner, at: clause.span.start })}
          >
            {words.remove}
          </button>
        </div>
      ))}
      {open.length > 0 && (
        <div className="new-clause">
          <select aria-label={word} value={wanted} onChange={({ target }) => pick(target.value)}>
            {open.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
          <input
            id={id}
            className="mono"
            aria-label={words.clauseText}
            placeholder={hintOf(wanted)}
            value={text}
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") add();
            }}
          />
          <button type="button" className="button is-small" onClick={add}>
            {words.addClause}
          </button>
        </div>
      )}
    </fieldset>
  );
}

interface ClauseListProps {
  readonly bench: Bench;
  readonly title: string;
  readonly word: string;
  /** Where the owner begins in the text. */
  readonly owner: number;
  readonly clauses: readonly ClauseOutline[];
  readonly offered: readonly string[];
  /** Those of the offered ones that may stand several times. */
  readonly repeated?: readonly string[];
}
