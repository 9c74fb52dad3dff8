import { vi } from 'vitest';

/** From version 21 Node has a navigator, with the language of its machine. The readers of unit tests are British. */
vi.stubGlobal('navigator', { languages: ['en-GB'] });
