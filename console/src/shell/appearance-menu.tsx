import { useRef, useState } from "react";
import { texts } from "../texts.ts";

export function AppearanceMenu() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [chosen, choose] = useState(keptAppearance);
  const change = (next: Appearance): void => {
    choose(next);
    applyAppearance(next);
  };
  const words = texts.appearance;
  return (
    <>
      <button type="button" className="button is-small is-plain" onClick={() => dialog.current?.showModal()}>
        {words.title}
      </button>
      <dialog ref={dialog} aria-labelledby="appearance-title">
        <div className="stack">
          <h2 id="appearance-title">{words.title}</h2>
          <Choice
            name="theme"
            legend={words.theme}
            options={themes.map((value) => ({ value, label: words.themes[value] }))}
            chosen={chosen.theme}
            choose={(theme) => change({ ...chosen, theme })}
          />
          <Choice
            name="contrast"
            legend={words.contrast}
            options={contrasts.map((value) => ({ value, label: words.contrasts[value] }))}
            chosen={chosen.contrast}
            choose={(contrast) => change({ ...chosen, contrast })}
          />
          <div>
            <button type="button" className="button" onClick={() => dialog.current?.close()}>
              {texts.close}
            </button>
          </div>
        </div>
      </dialog>
    </>
  );
}

function Choice<T extends string>({ name, legend, options, chosen, choose }: ChoiceProps<T>) {
  return (
    <fieldset className="stack-s">
      <legend>{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value} className="row">
          <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly chosen: T;
  choose(value: T): void;
}

const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];
const contrasts = ["system", "normal", "more"] as const;
type Contrast = (typeof contrasts)[number];

interface Appearance {
  readonly theme: Theme;
  readonly contrast: Contrast;
}

const stored = "orch-appearance";

/** The choice of this browser; the system's own where nothing was chosen. */
export function keptAppearance(): Appearance {
  const [theme, contrast] = (localStorage.getItem(stored) ?? "").split(" ");
  return {
    theme: themes.find((one) => one === theme) ?? "system",
    contrast: contrasts.find((one) => one === contrast) ?? "system",
  };
}

/** Shows it, and keeps it for the next visit. */
export function applyAppearance({ theme, contrast }: Appearance): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  if (contrast === "system") delete dataset.contrast;
  else dataset.contrast = contrast;
  localStorage.setItem(stored, `${theme} ${contrast}`);
}
