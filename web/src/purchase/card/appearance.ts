import type { Appearance } from '@stripe/stripe-js';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The look of the provider's form, from the tokens of our pages in the theme that they have now. */
export function cardFormAppearance(): Appearance {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    theme: dark.matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: token('accent'),
      colorBackground: token('surface'),
      colorText: token('ink'),
      colorTextSecondary: token('muted'),
      colorDanger: token('bad'),
      borderRadius: token('round'),
      fontFamily: token('font'),
      fontSizeBase: '16px',
    },
    rules: { '.Input': { borderColor: token('edge') }, '.Tab, .Block': { borderColor: token('line') } },
  };
}

/** Calls `onChange` when the theme of the device changes. @returns a function that ends it. */
export function onThemeChange(onChange: () => void): () => void {
  dark.addEventListener('change', onChange);
  return () => dark.removeEventListener('change', onChange);
}
