/**
 * Every text of the console, by view. Names, figures and messages of programs come from the server; nothing else that a
 * person reads stands outside of this file.
 */
export const texts = {
  product: "orch",
  skip: "Skip to the content",
  loading: "Loading …",
  retry: "Try again",
  close: "Close",
  cancel: "Cancel",
  unknown: "–",
  none: "none",
  noBound: "no bound",
  problems: {
    unreachable: "The server does not answer. The page tries again as soon as the connection is back.",
    unreadable: "The server's answer is no JSON. A proxy may have replaced it.",
    other: (status: number, code: string) => `The server rejected this (${status}, ${code}).`,
    title: "This could not be loaded",
  },
  connection: {
    live: "live",
    connecting: "connecting …",
    broken: "not connected: figures may be old",
  },
  navigation: {
    label: "Views",
    groups: { now: "Now", world: "World", program: "Program" },
    menu: "Menu",
    needs: (count: number) => `${count} waiting`,
  },
  appearance: {
    title: "Appearance",
    theme: "Colours",
    themes: { system: "As the system", light: "Light", dark: "Dark" },
    contrast: "Contrast",
    contrasts: { system: "As the system", normal: "Normal", more: "High" },
  },
  signIn: {
    title: "Sign in",
    intro: "Open the sign-in link that orch serve printed, or paste an access token.",
    token: "Access token",
    hint: "It begins with orch_. The browser keeps a cookie, never the token.",
    submit: "Sign in",
    badCode:
      "This sign-in link was already used or has expired. Restart orch serve for a new one, or paste a token.",
    badToken: "The server does not accept this token: it is unknown, revoked or expired.",
    shape: "A token looks like orch_…: nothing was sent.",
    out: "Sign out",
    as: (user: string, role: string) => `${user}, ${role}`,
  },
  missing: { title: "No such view", text: "The address names no view of the console.", home: "Go to Home" },
  status: {
    running: "running",
    waiting: "waiting",
    attention: "needs you",
    completed: "completed",
    failed: "failed",
    cancelled: "cancelled",
    damaged: "damaged",
    paused: "paused",
  },
  home: { title: "Home" },
  needsRole: (role: string) => `This needs the role ${role}.`,
} as const;
