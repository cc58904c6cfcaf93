import { describe, expect, it } from "vitest";
import { missingCalls, SYSTEMCTL_PROPERTIES, SYSTEMCTL_VERBS } from "../../../src/modules/nixos/missing-calls.ts";

const missing = (text: string) => missingCalls([text]).missing;
const unclear = (text: string) => missingCalls([text]).unclear;

describe("what the stand-ins cannot do", () => {
  it.each([
    ["systemctl kill -s HUP web", ["systemctl kill"]],
    ["systemctl --no-block -t service list-units", ["systemctl list-units"]],
    ["timeout 5 systemctl mask web || true", ["systemctl mask"]],
    ['sh -c "systemctl kill web; true"', ["systemctl kill"]],
    ["x=$(systemctl show -p MainPID --value web)", ["systemctl show -p MainPID"]],
    ['kill "$(systemctl show --property=MainPID,Result web)"', ["systemctl show -p MainPID"]],
    ["systemctl show -PMainPID web", ["systemctl show -p MainPID"]],
    ["systemctl show web", ["systemctl show without -p"]],
    ["systemctl", ["systemctl without a verb"]],
    ["if systemctl --quiet; then true; fi", ["systemctl without a verb"]],
    ["systemctl --user restart web", ["systemctl --user"]],
    ["systemctl --machine=other restart web", ["systemctl --machine"]],
    ["systemd-tmpfiles --clean", ["systemd-tmpfiles without --create"]],
    ["systemd-tmpfiles --remove --prefix=/run", ["systemd-tmpfiles without --create"]],
    ["systemd-notify --ready --exec -- web", ["systemd-notify --exec"]],
    ["journalctl -u web", ["journalctl"]],
    ["journalctl -f |\n  grep x", ["journalctl"]],
    ["/run/current-system/sw/bin/journalctl -b", ["journalctl"]],
    ["systemctl \\\n  kill web", ["systemctl kill"]],
    ["`systemctl cat web`", ["systemctl cat"]],
  ])("%s", (text, calls) => {
    expect(missing(text)).toEqual(calls);
    expect(unclear(text)).toEqual([]);
  });

  it.each([
    ["systemctl $VERB web", ["systemctl $VERB"]],
    ['systemctl "$@"', ["systemctl $@"]],
    ["systemctl show -p $NAME web", ["systemctl show -p $NAME"]],
    ["systemd-tmpfiles $OPTIONS", ["systemd-tmpfiles $OPTIONS"]],
  ])("is not known before it runs: %s", (text, calls) => {
    expect(unclear(text)).toEqual(calls);
    expect(missing(text)).toEqual([]);
  });

  it.each([
    ...SYSTEMCTL_VERBS.filter((verb) => verb !== "show").map((verb) => `systemctl ${verb} web`),
    ...SYSTEMCTL_PROPERTIES.map((name) => `systemctl show web -p ${name}`),
    "systemctl show --property ActiveState,SubState --value web 2>/dev/null",
    "systemctl is-active web >/dev/null 2>&1 && systemctl restart web",
    "systemctl --job-mode fail stop $UNIT",
    "systemd-tmpfiles --create --prefix=/run",
    "systemd-notify --ready",
    "# journalctl -u web",
    "command -v systemctl",
    'echo "see journalctl -u web; systemctl kill (or so)"',
    "printf '%s\\n' 'journalctl -u web' >&2",
    "cat <<EOF >/etc/x\njournalctl -u web isn't\nEOF\nsystemctl restart web",
  ])("is nothing of: %s", (text) => {
    expect(missingCalls([text])).toEqual({ missing: [], unclear: [] });
  });

  it("is what an unclosed quote does not hide", () => {
    expect(missing("x=don't\nsystemctl kill web")).toEqual(["systemctl kill"]);
  });

  it("is a command in what echo prints", () => {
    expect(missing('echo "it is $(systemctl cat web)"')).toEqual(["systemctl cat"]);
  });
});
