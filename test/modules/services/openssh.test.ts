import { describe, expect, it } from "vitest";
import { configure } from "../../declaration/declare.ts";

const services = (options: string) => configure(`export default ({ lib, pkgs }) => ({ services: { ${options} } });`);

describe("services.openssh", () => {
  it("writes sshd_config with NixOS's settings", async () => {
    const { config } = await services(`openssh: {
      enable: true, ports: [22, 2222], banner: "hello", listenAddresses: [{ addr: "0.0.0.0", port: 23 }],
      hostKeys: [{ type: "ed25519", path: "/keys/ed25519" }],
      settings: { AllowUsers: ["alice", "bob"], Ciphers: ["aes256-ctr", "aes128-ctr"], KexAlgorithms: null, Macs: null, MaxSessions: 3 },
      extraConfig: "Match User bob\\n  ForceCommand date",
    }`);
    expect(config.environment.etc["ssh/sshd_config"]?.text).toBe(`AllowUsers alice bob
Ciphers aes256-ctr,aes128-ctr
GatewayPorts no
KbdInteractiveAuthentication yes
LogLevel INFO
MaxSessions 3
PasswordAuthentication yes
PermitRootLogin prohibit-password
StrictModes yes
UseDns no
UsePAM yes
X11Forwarding no
Port 22
Port 2222
ListenAddress 0.0.0.0:23
Banner /etc/ssh/banner
AuthorizedKeysFile %h/.ssh/authorized_keys /etc/ssh/authorized_keys.d/%u
Subsystem sftp internal-sftp
HostKey /keys/ed25519
PrintMotd no
Match User bob
  ForceCommand date
`);
  });

  it("understands the names that its settings had before", async () => {
    const { config, warnings } = await services(
      'openssh: { enable: true, openFirewall: true, permitRootLogin: "no", passwordAuthentication: false, authorizedKeysCommand: "/keys" }',
    );
    expect(config.services.openssh.settings).toMatchObject({ PermitRootLogin: "no", PasswordAuthentication: false });
    expect(config.environment.etc["ssh/sshd_config"]?.text).toContain(
      "AuthorizedKeysCommand /keys\nAuthorizedKeysCommandUser nobody\n",
    );
    expect(warnings.map(({ message }) => message)).toEqual([
      "the option services.openssh.passwordAuthentication is now called services.openssh.settings.PasswordAuthentication",
      "the option services.openssh.permitRootLogin is now called services.openssh.settings.PermitRootLogin",
    ]);
  });

  it("makes host keys when a container starts that has none", async () => {
    const { config } = await services("openssh: { enable: true }");
    expect(config.systemd.services.sshd?.preStart).toContain(
      'ssh-keygen -t rsa -b 4096 -f /etc/ssh/ssh_host_rsa_key -N ""',
    );
    expect(Object.keys(config.image.files).filter((path) => path.includes("ssh_host"))).toEqual([]);
  });
});

describe("services.cron", () => {
  it("runs where there are jobs, which are in a crontab that root alone can read", async () => {
    const { config } = await services('cron: { systemCronJobs: ["@daily root true"] }');
    expect(config.environment.etc.crontab?.mode).toBe("0600");
    expect(config.environment.etc.crontab?.text).toMatch(/^SHELL=.*\/bin\/bash\nPATH=.*:\/bin\n@daily root true\n$/);
    expect(config.systemd.services.cron).toBeDefined();
    expect((await services("")).config.systemd.services.cron).toBeUndefined();
  });
});
