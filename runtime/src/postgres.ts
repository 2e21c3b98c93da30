// a journal in PostgreSQL
export { openPostgresStore, type PostgresOptions, type PostgresSealing } from "./journal/stores/postgres.ts";
