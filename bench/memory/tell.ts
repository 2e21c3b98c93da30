/** One line for `weigh`: what this process has in memory now, and the most that it ever had, in MB. */
export function tell(when: string, idle = 0): { readonly resident: number } {
  const resident = process.memoryUsage.rss();
  // In KiB, as the system counts it.
  const most = process.resourceUsage().maxRSS * 1_024;
  console.log(
    JSON.stringify({
      when,
      "MB resident": resident / 1e6,
      "above idle": idle === 0 ? 0 : (resident - idle) / 1e6,
      "at most": most / 1e6,
      "at most above idle": (most - idle) / 1e6,
    }),
  );
  return { resident };
}
