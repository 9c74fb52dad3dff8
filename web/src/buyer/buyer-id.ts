import { browserStorage } from './browser-storage.ts';

const storageKey = 'ticketdrop:buyer';

/** The id that names this buyer to the API; created on first use and never changed. */
export function buyerId(): string {
  const saved = browserStorage.read(storageKey);
  if (saved) return saved;
  const created = crypto.randomUUID();
  browserStorage.write(storageKey, created);
  return created;
}
