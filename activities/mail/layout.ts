import { html, raw } from 'hono/html';

type Html = ReturnType<typeof html>;

/** Only what mail programs know: tables, inline styles for what must not be lost, a dark theme where there is one. */
const styles = raw(`
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; background: #faf7f2; color: #1c1a20; }
  .card { background: #ffffff; border: 1px solid #e3dcd2; }
  .muted { color: #625d69; }
  .line td { border-top: 1px solid #e3dcd2; }
  .button { background: #b93018; color: #ffffff !important; }
  a { color: #b93018; }
  @media (prefers-color-scheme: dark) {
    body, .page { background: #15131a !important; color: #f3f0f6 !important; }
    .card { background: #1f1c26 !important; border-color: #37323f !important; }
    .muted { color: #b0a9ba !important; }
    .line td { border-color: #37323f !important; }
    .button { background: #ff8a6b !important; color: #27100a !important; }
    a { color: #ff8a6b; }
  }
`);

/** A whole mail. `preview` is what a list of mails shows beside the subject. */
export const layout = ({ title, preview, body }: { title: string; preview: string; body: Html }) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${title}</title>
        <style>
          ${styles}
        </style>
      </head>
      <body>
        <div style="display:none;max-height:0;overflow:hidden">${preview}</div>
        <table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
          <tr>
            <td
              align="center"
              style="padding:24px 12px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
            >
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                border="0"
                style="max-width:560px;text-align:left"
              >
                <tr>
                  <td style="padding:0 4px 16px;font-weight:700">TicketDrop</td>
                </tr>
                <tr>
                  <td class="card" style="padding:24px;border-radius:14px">${body}</td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`;

/** A link that looks like a button, also in a program that knows no styles. */
export const button = (href: string, label: string) =>
  html` <table role="presentation" cellpadding="0" cellspacing="0" border="0">
    <tr>
      <td class="button" style="border-radius:12px">
        <a
          class="button"
          href="${href}"
          style="display:inline-block;padding:12px 20px;border-radius:12px;font-weight:600;text-decoration:none"
          >${label}</a
        >
      </td>
    </tr>
  </table>`;

/** Names and values in rows. */
export const rows = (pairs: [name: string, value: string][]) =>
  html` <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:20px 0">
    ${pairs.map(
      ([name, value]) =>
        html`<tr class="line">
          <td class="muted" style="padding:8px 12px 8px 0;vertical-align:top">${name}</td>
          <td style="padding:8px 0;text-align:right;font-weight:600">${value}</td>
        </tr>`,
    )}
  </table>`;
