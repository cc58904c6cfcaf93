// syntax=decl/frontend
import { image } from "decl";

/**
 * Redis twice, one that keeps what it is told and one that forgets, and memcached.
 *
 *   docker run -d -p 6379:6379 -v data:/var/lib/redis caches
 */
export default image({
  image: { name: "caches", exposedPorts: { "6379/tcp": {}, "6380/tcp": {}, "11211/tcp": {} } },

  services: {
    redis: {
      servers: {
        "": { enable: true, bind: "0.0.0.0", appendOnly: true, requirePassFile: "/run/secrets/redis" },
        forgetful: {
          enable: true,
          port: 6380,
          save: [],
          settings: { maxmemory: "32mb", "maxmemory-policy": "allkeys-lru" },
        },
      },
    },
    memcached: { enable: true, maxMemory: 32 },
  },
});
