export function light({ level }: { level: number }): { lit: boolean } {
  return { lit: level > 0 };
}

export function say(): null {
  return null;
}
