/** Where a Docker engine listens unless it was told otherwise. */
export const DEFAULT_SOCKET = '/var/run/docker.sock'
