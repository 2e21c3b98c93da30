/** A list of runs under a name: its filter, as the address has it. */
export interface SavedView {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
}

const stored = "orch-runs-views";

/** Kept by this browser. What is not in the form of a view is left out. */
export function viewsIn(text: string | null): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isView) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

export function savedViews(): readonly SavedView[] {
  return viewsIn(localStorage.getItem(stored));
}

export function keepViews(views: readonly SavedView[]): void {
  localStorage.setItem(stored, JSON.stringify(views));
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== "object" || value === null || !("name" in value) || !("query" in value)) return false;
  const { name, query } = value;
  return (
    typeof name === "string" &&
    typeof query === "object" &&
    query !== null &&
    Object.values(query).every((one) => typeof one === "string")
  );
}
