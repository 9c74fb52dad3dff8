/**
 * Where Redis is: one server, the servers of a cluster of which some are named, or the Sentinels that know which server
 * is the primary one called `name`.
 */
export type RedisAddress = {
  kind: 'server' | 'sentinel' | 'cluster';
  tls: boolean;
  username?: string;
  password?: string;
  hosts: { host: string; port: number }[];
  /** The name that the Sentinels have for the primary. */
  name?: string;
  db: number;
};

const form = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#@]+)(?:\/([^?#]*))?$/;
const defaultPorts = { server: 6379, sentinel: 26379, cluster: 6379 };

/**
 * Reads `redis://user:password@host:port/db`, `redis+cluster://host:port,host:port` and
 * `redis+sentinel://host:port,host:port/name/db`; `rediss` asks for TLS. Undefined for any other text.
 */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const [, secure, kind = 'server', username, password, hosts = '', path = ''] = form.exec(text) ?? [];
  if (secure === undefined) return undefined;
  const parsed = hosts.split(',').map((host) => parseHost(host, defaultPorts[kind as 'server']));
  const [name, db = ''] = kind === 'sentinel' ? path.split('/') : [undefined, path];
  const isWhole =
    parsed.every((host) => host !== undefined) &&
    /^\d*$/.test(db) &&
    (kind === 'server' ? parsed.length === 1 : true) &&
    (kind === 'sentinel' ? Boolean(name) : true) &&
    (kind === 'cluster' ? Number(db) === 0 : true);
  if (!isWhole) return undefined;
  return {
    kind: kind as RedisAddress['kind'],
    tls: secure === 's',
    hosts: parsed,
    db: Number(db),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(name && { name }),
  };
}

function parseHost(text: string, defaultPort: number): { host: string; port: number } | undefined {
  const [, six, host = six, port] = /^(?:\[([\da-f:]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  return host ? { host, port: Number(port ?? defaultPort) } : undefined;
}
