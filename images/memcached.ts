// syntax=decl/frontend
import { image } from "decl";

/**
 * A cache in memory, for other containers.
 *
 *   docker run -d --read-only --tmpfs /run -p 11211:11211 memcached
 *   printf 'set greeting 0 60 5\r\nhello\r\nget greeting\r\nquit\r\n' | nc localhost 11211
 */
export default image({
  image: { name: "memcached", user: "memcached", exposedPorts: { "11211/tcp": {} } },
  services: { memcached: { enable: true, listen: "0.0.0.0", maxMemory: 128, maxConnections: 256 } },
});
