import { useId } from "react";
import { texts } from "../../texts.ts";
import { asWords } from "../../words/names.ts";

const words = texts.programs.try.wishes;

/** Limits of one run beside those of its goal, its own order of plans, and how many are tried; empty: as the goal says. */
interface Wishes {
  readonly budget: string;
  readonly keep: string;
  readonly optimize: string;
  readonly alternatives: string;
}

export const noWishes: Wishes = { budget: "", keep: "", optimize: "", alternatives: "" };

const strategies = ["cost", "latency", "privacy", "comfort", "balanced"] as const;

export function WishFields({ own, plans, wishes, change }: WishFieldsProps) {
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
        <label htmlFor={`${id}-keep`}>
          {words.keep}
          <span className="quiet"> {texts.form.optional}</span>
        </label>
        <input
          id={`${id}-keep`}
          value={wishes.keep}
          placeholder={words.kept}
          maxLength={1_000}
          onChange={({ target }) => change({ ...wishes, keep: target.value })}
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
      {plans > 1 && (
        <div className="field">
          <label htmlFor={`${id}-alternatives`}>{words.alternatives}</label>
          <select
            id={`${id}-alternatives`}
            value={wishes.alternatives}
            onChange={({ target }) => change({ ...wishes, alternatives: target.value })}
          >
            <option value="">{words.all(plans)}</option>
            {Array.from({ length: plans - 1 }, (_, at) => String(at + 1)).map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}

interface WishFieldsProps {
  /** The goal's own `optimize`. */
  readonly own: string;
  /** The number of plans that achieve the goal. */
  readonly plans: number;
  readonly wishes: Wishes;
  change(wishes: Wishes): void;
}

/** The fields of the request: those that are left empty are left out. */
export function wished({ budget, keep, optimize, alternatives }: Wishes): {
  readonly budget?: string;
  readonly keep?: string;
  readonly optimize?: string;
  readonly alternatives?: number;
} {
  return {
    ...(budget.trim() === "" ? {} : { budget: budget.trim() }),
    ...(keep.trim() === "" ? {} : { keep: keep.trim() }),
    ...(optimize === "" ? {} : { optimize }),
    ...(alternatives === "" ? {} : { alternatives: Number(alternatives) }),
  };
}
