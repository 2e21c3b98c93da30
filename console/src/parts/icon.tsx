/** Line drawings on a 16 by 16 grid; decoration, so a text stands beside each. */
const shapes = {
  home: "M2.5 7 8 2.5 13.5 7v6.5h-4v-4h-3v4h-4z",
  inbox: "M2 9h3.5l1 2h3l1-2H14M2 9l2-6h8l2 6v4.5H2z",
  runs: "M3 3.5h10M3 8h10M3 12.5h6",
  timeline: "M2 4h6M5 8h7M8 12h6",
  events: "M2 8h2.5l2-5 3 10 2-5H14",
  fused: "M2.5 4c5 0 4 4 7 4m-7 4c5 0 4-4 7-4m0 0h4m-2-2 2 2-2 2",
  flag: "M3.5 14V2.5h8.500l-2 3 2 3H3.5",
  resources: "M2.5 5 8 2.5 13.5 5v6L8 13.5 2.5 11zM2.5 5 8 7.5 13.5 5M8 7.5v6",
  signals: "M2 13 6 8l3 2.5L14 4",
  triggers: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  programs: "m5.5 4.5-4 3.5 4 3.5m5-7 4 3.5-4 3.5",
  reports: "M3 13.5v-5m5 5v-10m5 10v-7",
  ask: "M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4v.3m0 2.4v.1",
  builder: "M2.5 2.5h4v4h-4zm7 7h4v4h-4zM4.5 6.5v5h5",
  installation: "M3 4.5h6m3 0h1M3 8h1m3 0h6M3 11.5h5m3 0h2M10.500 3v3M5.500 6.500v3M9.500 10v3",
  machines: "M2.5 2.5h11v4.500h-11zM2.5 9h11v4.500h-11zM5 4.700h.1M5 11.200h.1",
  consents: "M8 2 3 4v4c0 3 2 5 5 6 3-1 5-3 5-6V4zM5.500 8l2 2 3-3.500",
  menu: "M2 4h12M2 8h12M2 12h12",
  running: "M5 3.5v9l7-4.5z",
  waiting: "M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.2l2 1.3",
  attention: "M8 2 14.5 13.5h-13zM8 6.5v3m0 2v.1",
  done: "m3 8.5 3.5 3.5L13 4.5",
  wrong: "m4 4 8 8m0-8-8 8",
  cancelled: "M8 2.5a5.5 5.5 0 1 0 .01 0M4.2 4.2l7.6 7.6",
  paused: "M5.5 3.5v9m5-9v9",
  person: "M8 2.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M3 13.5c.5-3 2.5-4 5-4s4.500 1 5 4",
  undo: "M3 6h6.500a3.500 3.500 0 0 1 0 7H6M3 6l3-3M3 6l3 3",
  play: "M5 3.5v9l7-4.5z",
  back: "M10 3 5 8l5 5",
  forward: "m6 3 5 5-5 5",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[name]} />
    </svg>
  );
}
