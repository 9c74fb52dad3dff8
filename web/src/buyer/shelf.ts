const memory = new Map<string, string>();

/** What this browser keeps between visits; where it refuses, the page keeps it for as long as it lives. */
export const shelf = {
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
};
