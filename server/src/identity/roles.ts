/**
 * The roles of the server, each with everything that the one before it may do. They say what a token may ask of the
 * server; the roles of a program (`role incident_commander`) say whom a plan asks, and belong to the token's user.
 */
export const roles = ["viewer", "approver", "operator", "author", "admin"] as const;

/** The role of a machine that runs steps: it includes none of these and is included in none. */
export const workerRole = "worker";

/** `viewer` reads; `approver` answers; `operator` starts and steers; `author` changes programs; `admin` gives access. */
export type Role = (typeof roles)[number] | typeof workerRole;

/** True if a role includes another. */
export function includes(role: Role, needed: Role): boolean {
  if (role === workerRole || needed === workerRole) return role === needed;
  return roles.indexOf(role) >= roles.indexOf(needed);
}

export function isRole(word: unknown): word is Role {
  return word === workerRole || roles.some((role) => role === word);
}

/** Kinds of actions that may need two people. */
export const actions = ["admission", "orders", "resources", "settings", "triggers"] as const;

export type Action = (typeof actions)[number];
