import { parseTimeOfDay } from "@orchlang/plan";

/** A time of day as people say it: `20:30`, `8:30 pm`, `8pm`. */
export function timeIn(text: string): string | undefined {
  const form = /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*(?:([ap])\.?m\.?)?$/iu.exec(text);
  if (form === null) return undefined;
  const [, hour = "", minute, second = "00", half] = form;
  // Eight alone may be anything.
  if (half === undefined && minute === undefined) return undefined;
  if (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return undefined;
  const afternoon = half?.toLowerCase() === "p" ? 12 : 0;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + afternoon;
  const parsed = parseTimeOfDay(`${String(hours).padStart(2, "0")}:${minute ?? "00"}:${second}`);
  return "ok" in parsed ? parsed.ok : undefined;
}
