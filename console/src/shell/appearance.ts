export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const contrasts = ["system", "normal", "more"] as const;
export type Contrast = (typeof contrasts)[number];

export interface Appearance {
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
