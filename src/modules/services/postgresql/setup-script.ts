import type { Config } from "../../../lib/options.gen.d.ts";
import type { HostArguments } from "../../../options/host-module.ts";

type Postgresql = Config["services"]["postgresql"];

/** What is done once the server answers: the initial script, the databases and the users. It may run any number of times. */
export function setupScript(lib: HostArguments["lib"], cfg: Postgresql): string {
  const { dataDir, initialScript } = cfg;
  const sql = (text: string) => `psql -tAc ${lib.escapeShellArg(text)}`;
  const unless = (query: string, then: string) => `${sql(query)} | grep -q 1 || ${sql(then)}`;
  const users = cfg.ensureUsers.flatMap(({ name, ensureDBOwnership, ensureClauses }) => {
    const clauses = Object.entries(ensureClauses).filter(([, value]) => value !== null);
    const words = clauses.map(([clause, value]) => `${value === true ? "" : "no"}${clause}`);
    return [
      unless(`SELECT 1 FROM pg_roles WHERE rolname=${literal(name)}`, `CREATE USER ${identifier(name)}`),
      ...(words.length === 0 ? [] : [sql(`ALTER ROLE ${identifier(name)} ${words.join(" ")}`)]),
      ...(ensureDBOwnership ? [sql(`ALTER DATABASE ${identifier(name)} OWNER TO ${identifier(name)}`)] : []),
    ];
  });
  const first = `${dataDir}/.first_startup`;
  return [
    `export PGPORT=${cfg.settings.port} PGUSER=${cfg.superUser} PGDATABASE=postgres PGHOST=/run/postgresql`,
    `until psql -c "" >/dev/null 2>&1; do kill -0 "$MAINPID"; sleep 0.1; done`,
    `if [ -e ${lib.escapeShellArg(first)} ]; then`,
    ...(initialScript === null ? [] : [`  psql -f ${lib.escapeShellArg(initialScript)}`]),
    `  rm -f ${lib.escapeShellArg(first)}`,
    "fi",
    ...cfg.ensureDatabases.map((name) =>
      unless(`SELECT 1 FROM pg_database WHERE datname=${literal(name)}`, `CREATE DATABASE ${identifier(name)}`),
    ),
    ...users,
  ].join("\n");
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const identifier = (text: string): string => `"${text.replaceAll('"', '""')}"`;
