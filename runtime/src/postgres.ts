// a journal in PostgreSQL
export type { Holder } from "./journal/stores/postgres/lease.ts";
export {
  type Durability,
  Membership,
  type MembershipOptions,
  type NodeRow,
} from "./journal/stores/postgres/membership.ts";
export {
  openPostgresStore,
  type PostgresOptions,
  type PostgresSealing,
  thisProcess,
} from "./journal/stores/postgres.ts";
