/** Where a socket listens. Without an address it is every one of the container's. */
export type Address = { readonly path: string } | { readonly address?: string | undefined; readonly port: number };

/** One socket of a socket unit, open from the container's start to its end. */
export interface Socket {
  /** With suffix: "web.socket". */
  readonly unit: string;
  /** Its place among all of them. */
  readonly index: number;
  /** In LISTEN_FDNAMES. */
  readonly name: string;
  readonly kind: "stream" | "datagram" | "packets";
  readonly at: Address;
  /** Octal, of a path and of the folders that are made for it. */
  readonly mode: string;
  readonly folderMode: string;
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  readonly backlog?: number | undefined;
  /** Not there: as the kernel has it. */
  readonly onlyV6?: boolean | undefined;
  /** Settings that are on: SOCKET_FLAGS. */
  readonly options: readonly string[];
}

/** Settings of systemd.socket(5) that are a flag of the socket (init/src/sys/listening.rs). */
export const SOCKET_FLAGS = ["Broadcast", "FreeBind", "KeepAlive", "NoDelay", "PassCredentials", "ReusePort"] as const;
