/** Takes secrets out of a text; values it knows are those that were given to {@link hide}. */
interface Redactor {
  redacted(text: string): string;
}

let known: Redactor | undefined;

/** From here on every text that leaves this process goes through it. */
export function redactWith(redactor: Redactor): void {
  known = redactor;
}

/** A text as it may leave. */
export function redacted(text: string): string {
  return known === undefined ? text : known.redacted(text);
}

/** The same for every text in a value, and every number: a replacer of `JSON.stringify`. */
export function redactedIn(_: string, value: unknown): unknown {
  if (known === undefined) return value;
  if (typeof value === "string") return redacted(value);
  if (typeof value === "number") {
    const text = redacted(String(value));
    return text === String(value) ? value : text;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [redacted(name), each]));
}
