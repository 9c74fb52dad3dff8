/** The reader's own variety of English, because the pages are in English. */
export const locale = () => globalThis.navigator?.languages?.find((tag) => tag.startsWith('en')) ?? 'en-GB';
