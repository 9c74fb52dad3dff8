import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder in the user's cache for something that is fetched or built once; TICKETDROP_CACHE sets another place. */
export function cacheFolder(name: string): string {
  const folder = join(process.env.TICKETDROP_CACHE || join(userCache(), 'ticketdrop'), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function userCache(): string {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
