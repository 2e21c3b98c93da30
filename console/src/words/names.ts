/** `example.incident.restore` → `restore`. The whole name goes into a title. */
export function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

/** `switch_traffic` → `switch traffic`: names of programs read as words. */
export function asWords(name: string): string {
  return shortName(name).replaceAll("_", " ");
}

/** The name that an author gave a step; a statement without one is called `with@1` or the like. */
export function givenName(step: string): string | undefined {
  return /@\d+(?:\[\d+\])*$/u.test(step) ? undefined : step;
}

/** The first characters of an id, enough to tell runs of a list apart. */
export function shortId(id: string): string {
  return id.slice(0, 6);
}
