import { expect, it } from "vitest";
import { docker } from "./engine.ts";
import { buildDeclared, linesOf, oneshot, runDeclared } from "./services/declared.ts";

/** /proc/self/limits as "Max open files 512 600". */
const SHOW =
  "sed -E '1d; s/  +/ /g; s/ (seconds|bytes|processes|files|locks|signals|us) ?$//; s/ $//' /proc/self/limits";

/** Of the manager, where others are what the service writes. */
const isMessage = (line: string) => line.startsWith("a.service: ");

it("Limit… are what the kernel has for the service, soft and hard", async () => {
  const { code, lines } = await runDeclared({
    systemd: {
      services: {
        a: oneshot(SHOW, {
          serviceConfig: {
            LimitCPU: "1min:2min",
            LimitFSIZE: "1G",
            LimitDATA: "2G:4G",
            LimitSTACK: "4M:8M",
            LimitCORE: "0:1M",
            LimitRSS: "1G:infinity",
            LimitNOFILE: "512:600",
            LimitAS: "4G",
            LimitNPROC: 500,
            LimitMEMLOCK: "64K",
            LimitLOCKS: 100,
            LimitSIGPENDING: "77:99",
            LimitMSGQUEUE: 100_000,
            LimitRTTIME: "500ms",
          },
        }),
      },
    },
  });
  expect(code).toBe(0);
  expect(lines).toEqual([
    "Max cpu time 60 120",
    `Max file size ${2 ** 30} ${2 ** 30}`,
    `Max data size ${2 ** 31} ${2 ** 32}`,
    `Max stack size ${2 ** 22} ${2 ** 23}`,
    `Max core file size 0 ${2 ** 20}`,
    `Max resident set ${2 ** 30} unlimited`,
    "Max processes 500 500",
    "Max open files 512 600",
    "Max locked memory 65536 65536",
    `Max address space ${2 ** 32} ${2 ** 32}`,
    "Max file locks 100 100",
    "Max pending signals 77 99",
    "Max msgqueue size 100000 100000",
    "Max nice priority 0 0",
    "Max realtime priority 0 0",
    "Max realtime timeout 500000 500000",
  ]);
});

it("a limit above the container's own is that one, with a message", async () => {
  const { code, lines } = await runDeclared(
    { systemd: { services: { a: oneshot("ulimit -Sn; ulimit -Hn", { serviceConfig: { LimitNOFILE: "300:4000" } }) } } },
    { docker: ["--ulimit", "nofile=200:400"] },
  );
  expect(code).toBe(0);
  // Docker does not keep the order between the two outputs.
  expect(lines.filter(isMessage)).toEqual([
    "a.service: a hard limit (ulimit -n) of 4000 is not allowed in this container",
  ]);
  expect(lines.filter((line) => !isMessage(line))).toEqual(["300", "400"]);
});

it("without LimitNOFILE services and the container's command have the container's own", async () => {
  const { code, lines } = await runDeclared(
    { systemd: { services: { a: oneshot("ulimit -Sn; ulimit -Hn") } } },
    { docker: ["--ulimit", "nofile=1000:5000"], args: ["bash", "-c", "ulimit -Sn; ulimit -Hn"] },
  );
  expect([code, lines]).toEqual([0, ["1000", "5000", "1000", "5000"]]);
});

it("LimitNICE, of which +5 is 20 - 5, and LimitRTPRIO: a container has none of it unless it is allowed to", async () => {
  const { code, lines } = await runDeclared({
    systemd: { services: { a: oneshot(SHOW, { serviceConfig: { LimitNICE: "+5", LimitRTPRIO: 7 } }) } },
  });
  expect(code).toBe(0);
  expect(lines.filter(isMessage)).toEqual([
    "a.service: a hard limit (ulimit -e) of 15 is not allowed in this container",
    "a.service: a hard limit (ulimit -r) of 7 is not allowed in this container",
  ]);
  expect(lines).toContain("Max realtime priority 0 0");
});

it("LimitNICE and LimitRTPRIO where the container is allowed to", async ({ skip }) => {
  const config = {
    systemd: { services: { a: oneshot(SHOW, { serviceConfig: { LimitNICE: "+5", LimitRTPRIO: "5:7" } }) } },
  };
  const { image } = await buildDeclared(config);
  const allowed = ["--ulimit", "nice=20:20", "--ulimit", "rtprio=10:10"];
  const finished = await docker(["run", "--rm", ...allowed, image]);
  // An engine that may not raise limits itself starts no such container.
  skip(/error setting rlimit.*operation not permitted/.test(finished.output));
  expect([finished.code, linesOf(finished.output).filter((line) => /nice|realtime priority/.test(line))]).toEqual([
    0,
    ["Max nice priority 15 15", "Max realtime priority 5 7"],
  ]);
});

it("Nice, OOMScoreAdjust and UMask are those of the service and of what it starts", async () => {
  const show = "nice; cat /proc/self/oom_score_adj; umask";
  const { lines } = await runDeclared({
    systemd: {
      services: {
        a: oneshot(show, {
          preStart: show,
          serviceConfig: { Nice: 7, OOMScoreAdjust: 321, UMask: "0077", User: "web" },
        }),
      },
    },
  });
  expect(lines).toEqual(["7", "321", "0077", "7", "321", "0077"]);
});
