// a journal in PostgreSQL
export { type Holder, thisProcess } from "./journal/lease.ts";
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
} from "./journal/stores/postgres.ts";
