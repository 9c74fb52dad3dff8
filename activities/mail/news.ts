import { html } from 'hono/html';
import { button, layout, rows } from './layout.ts';
import type { Content } from './ports.ts';

type News = {
  subject: string;
  /** What a list of mails shows beside the subject. */
  preview: string;
  heading: string;
  /** What happened, and what the buyer has to do. */
  paragraphs: string[];
  facts: ([name: string, value: string] | false)[];
  /** Codes of tickets, under what is said of them. */
  codes?: { title: string; codes: string[] };
  action: string;
  link: string;
};

/** A mail without attachments: the same in HTML, in the look of the receipt, and as text. */
export async function news({ subject, preview, heading, paragraphs, facts, codes, ...rest }: News): Promise<Content> {
  const { action, link } = rest;
  const [first, ...others] = paragraphs;
  const shown = facts.filter((fact) => fact !== false);
  const body = html` <h1 style="margin:0 0 8px;font-size:24px;line-height:1.2">${heading}</h1>
    <p style="margin:0 0 20px">${first}</p>
    ${button(link, action)} ${rows(shown)}
    ${
      codes &&
      html` <p style="margin:0 0 4px;font-weight:600">${codes.title}</p>
        <p style="margin:0 0 20px;font-family:ui-monospace,Menlo,Consolas,monospace">
          ${codes.codes.map((code) => html`${code}<br />`)}
        </p>`
    }
    ${others.map((text) => html` <p class="muted" style="margin:0 0 8px;font-size:14px">${text}</p>`)}`;
  return {
    subject,
    html: String(await layout({ title: subject, preview, body })),
    text: [
      heading,
      '',
      first,
      '',
      ...shown.map(([name, value]) => `${name}: ${value}`),
      '',
      ...(codes ? [`${codes.title}:`, ...codes.codes, ''] : []),
      `${action}: ${link}`,
      '',
      ...others.flatMap((text) => [text, '']),
    ].join('\n'),
    attachments: [],
  };
}
