// syntax=decl/frontend
import { image } from "decl";

/**
 * A store of keys and values, kept on a volume. The password is mounted: whoever has the image does not know it.
 *
 *   docker run -d -p 6379:6379 -v data:/var/lib/redis -v ./password:/run/secrets/redis:ro redis
 *   redis-cli -a "$(cat password)" set greeting hello
 */
export default image({
  image: { name: "redis", user: "redis", exposedPorts: { "6379/tcp": {} } },

  services: {
    redis: {
      servers: {
        "": {
          enable: true,
          bind: null,
          requirePassFile: "/run/secrets/redis",
          appendOnly: true,
          settings: { maxmemory: "64mb", "maxmemory-policy": "allkeys-lru" },
        },
      },
    },
  },
});
