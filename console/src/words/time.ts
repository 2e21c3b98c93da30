/** Milliseconds as people say them: at most two units, rounded down. `2 d 4 m`, `3.1 s`, `0 s`. It is never broken over two lines. */
export function durationText(ms: number): string {
  if (ms < 0) return `−${durationText(-ms)}`;
  if (ms === 0) return `0${gap}s`;
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))}${gap}ms`;
  if (ms < 10_000) return `${trimmed((ms / 1_000).toFixed(1))}${gap}s`;
  const parts = units
    .map(({ name, size, of }) => ({ name, count: Math.floor((ms % of) / size) }))
    .filter(({ count }) => count > 0)
    .slice(0, 2);
  return parts.map(({ name, count }) => `${count}${gap}${name}`).join(gap);
}

const gap = "\u00a0";

/** The first unit alone. */
export function roughText(ms: number): string {
  return durationText(ms).split(gap).slice(0, 2).join(gap);
}

const units = [
  { name: "d", size: 86_400_000, of: Number.POSITIVE_INFINITY },
  { name: "h", size: 3_600_000, of: 86_400_000 },
  { name: "m", size: 60_000, of: 3_600_000 },
  { name: "s", size: 1_000, of: 60_000 },
] as const;

const trimmed = (text: string): string => text.replace(/\.0$/, "");

/** `3 m ago`, `in 14 m`, `now` (within a second). Both in ms since 1970. */
export function agoText(at: number, now: number): string {
  const ago = now - at;
  if (Math.abs(ago) < 1_000) return "now";
  const size = coarse(Math.abs(ago));
  return ago > 0 ? `${size} ago` : `in ${size}`;
}

/** One unit: an age is looked at, not taken into account. */
function coarse(ms: number): string {
  const unit = units.find(({ size }) => ms >= size);
  return unit === undefined ? "0 s" : `${Math.floor(ms / unit.size)} ${unit.name}`;
}

/** Time of day on the same day, date and time otherwise. In the browser's own zone. */
export function clockText(at: number, now: number): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

const two = (count: number): string => String(count).padStart(2, "0");
