// syntax=decl/frontend
import { image } from "decl";

/**
 * Jobs at times, each as a user. What a job prints would be mailed, so it is redirected.
 *
 *   docker run -d -v reports:/home/alice cron
 */
export default image({
  image: { name: "cron" },
  services: { cron: { systemCronJobs: ["* * * * * alice date >>$HOME/minutes"] } },
  users: { users: { alice: { isNormalUser: true, createHome: true } } },
});
