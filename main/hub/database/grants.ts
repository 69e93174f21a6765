/**
 * Who may do what, as SQL that can be run again and again; roles that do not exist are passed over. Run after each migration.
 *
 * - `puente_owner` owns everything: migrations, partitions, retention.
 * - `puente_bridge`: a bridge. Adds and renews; removes nothing but a wish of its own.
 * - `puente_dashboard`: `puente hub`. Reads everything, adds remote charges, keeps its users.
 * - `puente_reader`: the chain's own tools. Reads the views.
 */
export const GRANTS = `
DO $grants$
BEGIN
  IF to_regrole('puente_bridge') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA puente TO puente_bridge;
    GRANT SELECT ON puente.schema_version TO puente_bridge;
    GRANT SELECT, UPDATE ON puente.hub TO puente_bridge;
    GRANT SELECT, INSERT, UPDATE ON puente.bridges, puente.charges, puente.terminals, puente.terminal_wishes, puente.remote_charges
      TO puente_bridge;
    GRANT DELETE ON puente.terminal_wishes TO puente_bridge;
    GRANT SELECT, INSERT ON puente.journal, puente.lease_log TO puente_bridge;
    GRANT SELECT ON puente.v_terminals TO puente_bridge;
  END IF;
  IF to_regrole('puente_dashboard') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA puente TO puente_dashboard;
    GRANT SELECT ON ALL TABLES IN SCHEMA puente TO puente_dashboard;
    GRANT INSERT, UPDATE ON puente.remote_charges, puente.users TO puente_dashboard;
  END IF;
  IF to_regrole('puente_reader') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA puente TO puente_reader;
    GRANT SELECT ON puente.v_charges, puente.v_day_totals, puente.v_open_or_doubt, puente.v_terminals, puente.v_lease_history
      TO puente_reader;
  END IF;
END $grants$;
REVOKE ALL ON FUNCTION puente.drop_partitions(integer), puente.make_partition(text, text, date) FROM PUBLIC;
`;

const ROLES = ['puente_owner', 'puente_bridge', 'puente_dashboard', 'puente_reader'];

/**
 * What \`puente hub roles\` prints for the database's administrator to run once, as a superuser, in the hub's database: the
 * roles, the schema and how to make a login. Holds no password.
 */
export const rolesScript =
  (): string => `-- Los roles del hub de Puente. Ejecútelo una vez como administrador, en la base de datos del hub.
-- / The roles of Puente's hub. Run once as an administrator, in the hub's database.
DO $roles$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[${ROLES.map((role) => `'${role}'`).join(', ')}] LOOP
    IF to_regrole(name) IS NULL THEN EXECUTE format('CREATE ROLE %I NOLOGIN', name); END IF;
  END LOOP;
END $roles$;
CREATE SCHEMA IF NOT EXISTS puente AUTHORIZATION puente_owner;
REVOKE ALL ON SCHEMA puente FROM PUBLIC;

-- Un usuario por persona o programa, cada uno con su contraseña (aquí de ejemplo, comentado):
-- / One login for each person or program, each with a password of its own (examples):
--   CREATE ROLE hub_admin   LOGIN PASSWORD '…' IN ROLE puente_owner;      -- puente hub migrate, puente hub maintain
--   CREATE ROLE tienda_03   LOGIN PASSWORD '…' IN ROLE puente_bridge;     -- "hub.url" de los puentes de una tienda
--   CREATE ROLE hub_tablero LOGIN PASSWORD '…' IN ROLE puente_dashboard;  -- puente hub
--   CREATE ROLE hub_bi      LOGIN PASSWORD '…' IN ROLE puente_reader;     -- herramientas de análisis
`;
