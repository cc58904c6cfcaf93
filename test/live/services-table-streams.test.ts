import { expect, it } from "vitest";
import { oneshot, runDeclared } from "./services/declared.ts";

const both = "echo out; echo error >&2";

it("StandardOutput and StandardError: file: overwrites, append: adds, truncate: empties, null loses, inherit follows", async () => {
  const to = (StandardOutput: string, StandardError?: string) =>
    oneshot(both, {
      serviceConfig: { StandardOutput, ...(StandardError === undefined ? {} : { StandardError }) },
      after: ["scene.service"],
      before: ["show.service"],
    });
  const files = ["file", "append", "truncate", "error", "apart"];
  const { code, lines } = await runDeclared({
    systemd: {
      services: {
        scene: oneshot(`mkdir /run/t; cd /run/t; for name in ${files.join(" ")}; do echo 1234567890 >$name; done`),
        file: to("file:/run/t/file"),
        append: to("append:/run/t/append", "null"),
        truncate: to("truncate:/run/t/truncate", "null"),
        error: to("null", "truncate:/run/t/error"),
        apart: to("file:/run/t/%p", "append:/run/t/apart"),
        nothing: to("null", "inherit"),
        show: oneshot(`cd /run/t; for name in ${files.join(" ")}; do echo $name: $(tr '\\n' , <$name); done`),
      },
    },
  });
  expect(code).toBe(0);
  expect(lines).toEqual([
    // "out\nerror\n" are ten characters of eleven.
    "file: out,error,,",
    "append: 1234567890,out,",
    "truncate: out,",
    "error: error,",
    "apart: out,567890,error,",
  ]);
});

it("StandardInput is nothing, or a file; journal and inherit go to the container's output, on which no stream is lost", async () => {
  const { code, lines } = await runDeclared({
    environment: { etc: { input: { text: "from a file\n" } } },
    systemd: {
      services: {
        a: oneshot("cat; echo end of nothing", { serviceConfig: { StandardInput: "null" } }),
        b: oneshot("cat", { serviceConfig: { StandardInput: "file:/etc/input" }, after: ["a.service"] }),
        c: oneshot("cat; echo error >&2", {
          serviceConfig: { StandardInput: "file:/etc/input", StandardOutput: "null", StandardError: "journal" },
          after: ["b.service"],
        }),
        d: oneshot(both, { serviceConfig: { StandardOutput: "inherit" }, after: ["c.service"] }),
      },
    },
  });
  // Docker does not keep the order between the two outputs.
  expect([code, lines.toSorted()]).toEqual([0, ["end of nothing", "error", "error", "from a file", "out"]]);
});

it("lines begin with the service's name, or SyslogIdentifier, when there are several; logPrefix decides otherwise", async () => {
  const services = {
    a: oneshot(both, { serviceConfig: { SyslogIdentifier: "called-%p" } }),
    b: oneshot(`echo b; ${both}`, {
      serviceConfig: { StandardOutput: "file:/dev/null", StandardError: "journal" },
      after: ["a.service"],
    }),
  };
  const prefixed = await runDeclared({ systemd: { logPrefix: true, services } });
  expect(prefixed.lines.toSorted()).toEqual(["[b] error", "[called-a] error", "[called-a] out"]);
  const plain = await runDeclared({ systemd: { logPrefix: false, services } });
  expect(plain.lines.toSorted()).toEqual(["error", "error", "out"]);
});
