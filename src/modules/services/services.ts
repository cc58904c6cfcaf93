import { cron } from "./cron.ts";
import { fcgiwrap } from "./fcgiwrap.ts";
import { memcached } from "./memcached.ts";
import { nginx } from "./nginx/nginx.ts";
import { openssh } from "./openssh/openssh.ts";
import { phpfpm } from "./phpfpm.ts";
import { postgresql } from "./postgresql/postgresql.ts";
import { redis } from "./redis.ts";

/** `services.*` */
export const services = { cron, fcgiwrap, memcached, nginx, openssh, phpfpm, postgresql, redis };
