/** Who a container runs as, by the `USER` of its image: a name or a number, or undefined for root. */
export function userBesideRoot(user: string | null): string | undefined {
  return user === null || /^(?:root|0)?(?::|$)/.test(user) ? undefined : user.replace(/:.*$/s, "");
}
