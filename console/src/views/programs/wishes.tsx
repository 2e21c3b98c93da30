import { useId } from "react";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";

const words = texts.programs.try.wishes;

/** Limits of one run beside those of its goal, and its own order of plans; empty: none. */
export interface Wishes {
  readonly budget: string;
  readonly optimize: string;
}

export const noWishes: Wishes = { budget: "", optimize: "" };

const strategies = ["cost", "latency", "privacy", "comfort", "balanced"] as const;

export function WishFields({ own, wishes, change }: WishFieldsProps) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-budget`}>
          {words.budget}
          <span className="quiet"> {texts.form.optional}</span>
        </label>
        <input
          id={`${id}-budget`}
          value={wishes.budget}
          placeholder={words.example}
          maxLength={1_000}
          onChange={({ target }) => change({ ...wishes, budget: target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-optimize`}>{words.optimize}</label>
        <select
          id={`${id}-optimize`}
          value={wishes.optimize}
          onChange={({ target }) => change({ ...wishes, optimize: target.value })}
        >
          <option value="">{words.own(asWords(own))}</option>
          {strategies.map((one) => (
            <option key={one} value={one}>
              {asWords(one)}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

interface WishFieldsProps {
  /** The goal's own `optimize`. */
  readonly own: string;
  readonly wishes: Wishes;
  change(wishes: Wishes): void;
}

/** The fields of the request: those that are left empty are left out. */
export function wished({ budget, optimize }: Wishes): {
  readonly budget?: string;
  readonly optimize?: string;
} {
  return {
    ...(budget.trim() === "" ? {} : { budget: budget.trim() }),
    ...(optimize === "" ? {} : { optimize }),
  };
}
