// syntax=decl/frontend
import { image } from "decl";

/**
 * A database whose data is on a volume. The first start makes it; later ones find it.
 *
 *   docker run -d --name db -p 5432:5432 -v data:/var/lib/postgresql postgresql
 *   docker exec -it -u postgres db psql
 */
export default image({
  image: { name: "postgresql", exposedPorts: { "5432/tcp": {} }, stopTimeout: 60 },

  services: {
    postgresql: {
      enable: true,
      enableTCPIP: true,
      ensureDatabases: ["app"],
      ensureUsers: [{ name: "app", ensureDBOwnership: true, ensureClauses: { createdb: true } }],
      // `docker exec -u postgres db psql -c "ALTER USER app PASSWORD '…'"` lets app in over the network.
      authentication: "host app app all scram-sha-256",
      initdbArgs: ["--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums"],
      settings: { max_connections: 50, shared_buffers: "64MB" },
    },
  },
});
