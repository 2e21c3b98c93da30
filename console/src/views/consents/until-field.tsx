import { useId, useState } from "react";
import { texts } from "../../texts.ts";

/** A time in the future, in the browser's zone. `say` is given it in ms since 1970, and whether the field is fine. */
export function UntilField({ label, hint, say }: UntilFieldProps) {
  const id = useId();
  const [isPast, setPast] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        aria-describedby={`${id}-hint`}
        aria-invalid={isPast}
        onChange={({ target }) => {
          const at = target.value === "" ? undefined : new Date(target.value).getTime();
          const isOver = at !== undefined && at <= Date.now();
          setPast(isOver);
          // A date that is half typed has no value, and is no empty field either.
          say(at, !isOver && !target.validity.badInput);
        }}
      />
      <p id={`${id}-hint`} className={isPast ? "fault" : "hint"}>
        {isPast ? texts.consents.past : hint}
      </p>
    </div>
  );
}

interface UntilFieldProps {
  readonly label: string;
  readonly hint?: string;
  say(at: number | undefined, isFine: boolean): void;
}
