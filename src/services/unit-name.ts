/** What systemd calls a unit; the only kinds that are more than a name here are services, targets, timers and sockets. */
export const UNIT_NAME =
  /^[a-zA-Z0-9@%:_.\\-]+\.(?:service|socket|device|mount|automount|swap|target|path|timer|scope|slice)$/;

/** What is said of a name, without suffix, that is none for a unit. */
export function wrongUnitName(stem: string) {
  return {
    code: "wrong-unit-name",
    message: `"${stem}" cannot be a unit's name`,
    hint: 'letters, digits and any of ":_.-@%\\"',
  };
}

/** `web@a.service` ▶ { template: "web@.service", instance: "a" }; undefined for what is not an instance. */
export function instanceOf(name: string): { readonly template: string; readonly instance: string } | undefined {
  const match = /^([^@]+@)(.+)(\.[a-z]+)$/.exec(name);
  return match === null ? undefined : { template: `${match[1]}${match[3]}`, instance: match[2] ?? "" };
}

export function isTemplate(name: string): boolean {
  return /@\.[a-z]+$/.test(name);
}

/** Units that a system with systemd has, and that mean nothing in a container: waiting for them is waiting for nothing. */
const SYSTEM_UNITS = new Set(
  (
    "basic.target default.target dbus.service dbus.socket getty.target graphical.target initrd.target local-fs.target local-fs-pre.target " +
    "machines.target multi-user.target network.target network-interfaces.target network-online.target network-pre.target " +
    "network-setup.service nss-lookup.target nss-user-lookup.target paths.target post-boot.target remote-fs.target remote-fs-pre.target " +
    "rpcbind.target shutdown.target slices.target sockets.target sound.target swap.target sysinit.target syslog.target " +
    "syslog.socket time-set.target time-sync.target timers.target umount.target nscd.service firewall.service keys.target " +
    "emergency.target rescue.target reboot.target poweroff.target halt.target sleep.target suspend.target final.target " +
    "acme-finished.target nixos-activation.service"
  ).split(" "),
);

export function isSystemUnit(name: string): boolean {
  return SYSTEM_UNITS.has(name) || /^systemd-.*\.service$/.test(name) || name.endsWith(".slice");
}
