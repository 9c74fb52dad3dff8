// A stub of Stripe.js for tests: the calls that our pages use. Its form says that it is a test double, takes the cards
// of the double (tests/stripe-double/cards.ts), and asks the double what they do.
(() => {
  const cards = {
    good: 'Card that pays',
    declined: 'Card that is declined',
    insufficient_funds: 'Card without money',
    '3ds': '3-D Secure in a dialog',
    '3ds_redirect': '3-D Secure on the bank’s page',
  };
  const intentOf = (clientSecret) => clientSecret.split('_secret_')[0];
  const unreachable = { error: { type: 'api_connection_error', message: 'We cannot connect to Stripe.' } };
  // Plain text needs no preflight.
  const ask = (path, body) =>
    fetch(`https://api.stripe.com${path}`, { method: 'POST', body: JSON.stringify(body) }).then(
      (answer) => answer.json(),
      () => unreachable,
    );

  const element = (name, content, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...content);
    return made;
  };

  function paymentElement(look) {
    const listeners = {};
    const choices = Object.entries(cards).map(([value, name]) =>
      element('label', [element('input', [], { type: 'radio', name: 'double-card', value }), ` ${name}`]),
    );
    const form = element('fieldset', [element('legend', ['Test double of Stripe’s form']), ...choices]);
    for (const choice of choices) choice.style.display = 'block';
    look(form);
    return {
      form,
      on: (event, call) => (listeners[event] = call),
      mount: (place) => {
        place.append(form);
        setTimeout(() => listeners.ready?.());
      },
      destroy: () => form.remove(),
    };
  }

  /** Resolves with what the buyer answers; never, while they leave the dialog open. */
  const bankDialog = () =>
    new Promise((resolve) => {
      const button = (text, passed) =>
        element('button', [text], {
          type: 'button',
          className: 'button quiet',
          onclick: () => (dialog.remove(), resolve(passed)),
        });
      const question = element('p', ['Test double of a bank: is it you who pays?']);
      const dialog = element('dialog', [question, button('Yes, it is me', true), button('No', false)]);
      document.body.append(dialog);
      dialog.showModal();
    });

  globalThis.Stripe = (key, { locale }) => {
    if (!key.startsWith('pk_') || locale !== 'en') throw new Error('IntegrationError: key or locale');
    return {
      elements: ({ clientSecret, appearance }) => {
        if (!clientSecret) throw new Error('IntegrationError: no secret');
        let shown;
        let { variables } = appearance;
        const look = (form) => {
          Object.assign(form.style, { color: variables.colorText, background: variables.colorBackground });
          form.style.borderRadius = variables.borderRadius;
        };
        return {
          clientSecret,
          create: (type) => {
            if (type !== 'payment') throw new Error(`IntegrationError: ${type}`);
            return (shown = paymentElement(look));
          },
          update: (change) => {
            variables = change.appearance.variables;
            look(shown.form);
          },
          submit: async () =>
            shown.form.querySelector(':checked')
              ? {}
              : { error: { type: 'validation_error', code: 'incomplete', message: 'Choose a card.' } },
          card: () => shown.form.querySelector(':checked').value,
        };
      },

      confirmPayment: async ({ elements, confirmParams: { return_url }, redirect }) => {
        if (redirect !== 'if_required' || !return_url) throw new Error('IntegrationError: redirect');
        const intent = intentOf(elements.clientSecret);
        const confirmed = await ask(`/intents/${intent}/confirm`, { card: elements.card() });
        if (confirmed.error) return { error: confirmed.error };
        const next = confirmed.next_action;
        if (!next) return { paymentIntent: confirmed };
        if (next.redirect_to_url) {
          const query = new URLSearchParams({ return_url, client_secret: elements.clientSecret });
          location.assign(`${next.redirect_to_url.url}?${query}`);
          return new Promise(() => {});
        }
        const answer = await ask(`/intents/${intent}/authenticate`, { passed: await bankDialog() });
        return answer.error ? { error: answer.error } : { paymentIntent: answer };
      },
    };
  };
  globalThis.Stripe.version = 'endive';
})();
