import { UnitSyntaxError } from "./word-syntax.ts";

/** By number, from 0 (linux/capability.h). */
const CAPABILITIES = (
  "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast " +
  "net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice " +
  "sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm " +
  "block_suspend audit_read perfmon bpf checkpoint_restore"
).split(" ");

/** `CAP_NET_BIND_SERVICE` ▶ { name: "NET_BIND_SERVICE", number: 10 }. @throws UnitSyntaxError */
export function capability(name: string): { readonly name: string; readonly number: number } {
  const short = name.toLowerCase().replace(/^cap_/, "");
  const number = CAPABILITIES.indexOf(short);
  if (number < 0) throw new UnitSyntaxError(`"${name}" is not a capability`);
  return { name: short.toUpperCase(), number };
}
