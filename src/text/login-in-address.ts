/**
 * What is wrong with an address that has a login in it: addresses are in the graph, in the lock file and in messages. The
 * login is not repeated.
 */
export const loginInAddress = (where: string, host: string) => ({
  message: `${where}: the address of ${host} has a login in it, which would be in the lock file for all to read`,
  hint: `leave it out, and give --secret id=HTTP_AUTH_HEADER_${host},env=… with "Basic" and the base64 of login:password`,
});
