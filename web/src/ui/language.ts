/** The page is in English, so its dates are too, in the reader's own flavour of it. */
export const language = () => globalThis.navigator?.languages?.find((tag) => tag.startsWith('en')) ?? 'en-GB';
