const memory = new Map<string, string>();

/** localStorage; where the browser refuses access to it, the values live in memory until the page is closed. */
export const browserStorage = {
  read(key: string): string | undefined {
    try {
      return localStorage.getItem(key) ?? memory.get(key);
    } catch {
      return memory.get(key);
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(key, value);
      memory.delete(key);
    } catch {
      memory.set(key, value);
    }
  },
  /** The saved keys that begin with `prefix`. */
  keys(prefix: string): string[] {
    return [...new Set([...savedKeys(), ...memory.keys()])].filter((key) => key.startsWith(prefix));
  },
  /** Whether what is written here outlives the page. */
  lasts(): boolean {
    const key = 'ticketdrop:lasts';
    try {
      localStorage.setItem(key, '1');
      localStorage.removeItem(key);
      return true;
    } catch {
      return false;
    }
  },
};

function savedKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
