import { type KeyboardEvent, useEffect, useId, useState } from "react";

/** A field whose text counts once it is left, or with Enter. Escape brings the old text back. */
export function CommitField({ label, value, commit, hint, list, isLong, fault }: CommitFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const leave = (): void => {
    if (draft !== value) commit(draft);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setDraft(value);
    if (event.key !== "Enter" || (isLong === true && !event.ctrlKey)) return;
    event.preventDefault();
    leave();
  };
  const about = [
    hint === undefined ? undefined : `${id}-hint`,
    fault === undefined ? undefined : `${id}-fault`,
  ];
  const given = {
    id,
    value: draft,
    onBlur: leave,
    onKeyDown: key,
    spellCheck: isLong === true,
    "aria-describedby": about.filter((one) => one !== undefined).join(" ") || undefined,
    "aria-invalid": fault !== undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {isLong === true ? (
        <textarea {...given} onChange={({ target }) => setDraft(target.value)} />
      ) : (
        <input
          {...given}
          className="mono"
          list={list === undefined ? undefined : `${id}-list`}
          onChange={({ target }) => setDraft(target.value)}
        />
      )}
      {list !== undefined && (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {hint !== undefined && hint !== "" && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {fault !== undefined && (
        <span id={`${id}-fault`} className="fault">
          {fault}
        </span>
      )}
    </div>
  );
}

interface CommitFieldProps {
  readonly label: string;
  readonly value: string;
  commit(text: string): void;
  readonly hint?: string | undefined;
  readonly list?: readonly string[] | undefined;
  readonly isLong?: boolean;
  readonly fault?: string | undefined;
}
