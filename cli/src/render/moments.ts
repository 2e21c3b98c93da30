/** `2026-11-21 10:02:11`, in the local zone. */
export function dateTime(at: number): string {
  return `${date(at)} ${clock(at)}`;
}

/** `2026-11-21`, in the local zone. */
export function date(at: number): string {
  const moment = new Date(at);
  return [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
}

/** `10:02:11`, in the local zone. */
export function clock(at: number): string {
  const moment = new Date(at);
  return [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(":");
}

/** Time since a run's start: `00:05.210`, with hours and days where it took them. */
export function sinceStart(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const hours = Math.floor(ms / 3_600_000) % 24;
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, "0");
  const long = days > 0 ? `${days}d ${two(hours)}:` : hours > 0 ? `${two(hours)}:` : "";
  return `${long}${two(minutes)}:${seconds}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
