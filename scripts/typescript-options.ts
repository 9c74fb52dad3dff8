type Features = { readonly typescript?: 'strip' | 'transform' | false };

/**
 * The options with which this Node runs a TypeScript program: none where it strips types itself (22.18 and later), else
 * the loader tsx.
 */
export const typescriptOptions = (features: Features = process.features as Features): string[] =>
  features.typescript ? [] : ['--import', 'tsx'];
