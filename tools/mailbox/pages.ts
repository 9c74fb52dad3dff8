import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import type { Inbox, ReceivedMail } from './inbox.ts';

/** A mail may open links in tabs of their own, and nothing else. */
const escapes = 'allow-popups allow-popups-to-escape-sandbox';

type Html = ReturnType<typeof html>;

const styles = raw(`
  :root { color-scheme: light dark; }
  body { max-width: 64rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: 0.5rem 0.5rem 0.5rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
  th, td { text-align: start; vertical-align: top; }
  iframe { width: 100%; height: 44rem; border: 1px solid #8886; background: Canvas; }
  pre { padding: 0.75rem; border: 1px solid #8886; white-space: pre-wrap; overflow-wrap: anywhere; }
`);

const page = (title: string, body: Html, refreshSeconds?: number) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshSeconds === undefined ? '' : html`<meta http-equiv="refresh" content="${refreshSeconds}" />`}
        <title>${title} · TicketDrop mailbox</title>
        <style>
          ${styles}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`;

/** Another site whose name was made to lead to this machine must not read mails. */
const isLocal = (host = '') => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);

/** The pages of a mailbox: a list of mails, and each with its parts. A mail's HTML runs no script and loads nothing. */
export function mailboxPages(inbox: Pick<Inbox, 'mails' | 'find'>) {
  const found = (id: string | undefined) => inbox.find(Number(id));
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isLocal(c.req.header('host'))) throw new HTTPException(403, { message: 'It is for this machine alone.' });
    await next();
    c.header('Referrer-Policy', 'no-referrer');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Cache-Control', 'no-store');
    if (!c.res.headers.has('Content-Security-Policy'))
      c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'");
  });
  app.get('/', (c) => c.html(list(inbox.mails())));
  app.get('/mails/:id', (c) => {
    const mail = found(c.req.param('id'));
    return mail ? c.html(one(mail)) : c.notFound();
  });
  app.get('/mails/:id/html', (c) => {
    const shown = found(c.req.param('id'))?.parsed.html;
    if (!shown) return c.notFound();
    c.header(
      'Content-Security-Policy',
      `sandbox ${escapes}; default-src 'none'; style-src 'unsafe-inline'; img-src data:`,
    );
    // Links lead to the storefront, which nobody wants to see inside of a mail.
    return c.html(shown.replace(/<head>/i, '<head><base target="_blank">'));
  });
  app.get('/mails/:id/attachments/:number', (c) => {
    const attachment = found(c.req.param('id'))?.parsed.attachments[Number(c.req.param('number'))];
    if (!attachment) return c.notFound();
    c.header('Content-Type', attachment.contentType);
    c.header(
      'Content-Disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename ?? 'file')}`,
    );
    return c.body(new Uint8Array(attachment.content));
  });
  return app;
}

const list = (mails: readonly ReceivedMail[]) =>
  page(
    'Mails',
    html`<h1>Mailbox</h1>
      <p>Every mail of this TicketDrop comes here and to nobody else, until SMTP_URL names a mail server.</p>
      ${
        mails.length === 0
          ? html`<p>Nothing yet. Buy a ticket with an e-mail address.</p>`
          : html`<table>
              <thead>
                <tr>
                  <th>To</th>
                  <th>Subject</th>
                  <th>Written</th>
                </tr>
              </thead>
              <tbody>
                ${mails.map(
                  ({ id, recipients, parsed }) =>
                    html`<tr>
                      <td>${recipients.join(', ')}</td>
                      <td><a href="/mails/${id}">${parsed.subject ?? '(no subject)'}</a></td>
                      <td>${parsed.date?.toISOString() ?? ''}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }`,
    5,
  );

const one = ({ id, recipients, parsed }: ReceivedMail) =>
  page(
    parsed.subject ?? '(no subject)',
    html`<p><a href="/">All mails</a></p>
      <h1>${parsed.subject ?? '(no subject)'}</h1>
      <table>
        <tbody>
          <tr>
            <th>From</th>
            <td>${parsed.from?.text ?? ''}</td>
          </tr>
          <tr>
            <th>To</th>
            <td>${recipients.join(', ')}</td>
          </tr>
          <tr>
            <th>Written</th>
            <td>${parsed.date?.toISOString() ?? ''}</td>
          </tr>
          <tr>
            <th>Message-ID</th>
            <td>${parsed.messageId ?? ''}</td>
          </tr>
          ${parsed.attachments.map(
            ({ filename, size }, number) =>
              html`<tr>
                <th>Attachment</th>
                <td>
                  <a href="/mails/${id}/attachments/${number}">${filename ?? 'file'}</a> (${Math.ceil(size / 1_024)} KB)
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      <h2>As a mail program shows it</h2>
      <iframe title="The mail" src="/mails/${id}/html" sandbox="${escapes}"></iframe>
      <h2>As text</h2>
      <pre>${parsed.text ?? ''}</pre>`,
  );
