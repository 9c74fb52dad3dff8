import { createTransport } from 'nodemailer';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { openInbox } from './inbox.ts';
import { mailboxPages } from './pages.ts';

async function mailbox() {
  const port = await freePort();
  const inbox = await openInbox(port);
  onTestFinished(inbox.close);
  const pages = mailboxPages(inbox);
  const transport = createTransport({ host: '127.0.0.1', port });
  return { transport, ask: (path: string, host = 'localhost:8025') => pages.request(path, { headers: { host } }) };
}

const evil = '<script>alert(1)</script>';
const mail = {
  from: 'tickets@example.org',
  to: 'ada@example.org',
  subject: `Hello ${evil}`,
  text: `Plain ${evil}`,
  html: `<html><head></head><body>${evil}<img src="https://tracker.example/x.png"><a href="/x">x</a></body></html>`,
  attachments: [{ filename: 'Tickets ü.pdf', content: Buffer.from('%PDF-') }],
};

it('lists mails and shows each with its text and attachments, and runs nothing that a mail brings along', async () => {
  const { transport, ask } = await mailbox();
  expect(await (await ask('/')).text()).toContain('Nothing yet');
  await transport.sendMail(mail);
  const list = await (await ask('/')).text();
  expect(list).toContain('ada@example.org');
  expect(list).toContain('href="/mails/1"');
  const shown = await (await ask('/mails/1')).text();
  expect(shown).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  expect(shown).toContain('Tickets ü.pdf');
  for (const page of [list, shown]) expect(page).not.toContain('<script>');

  const html = await ask('/mails/1/html');
  expect(html.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups[^;]*; default-src 'none'/);
  expect(await html.text()).toContain('<base target="_blank">');
  const attachment = await ask('/mails/1/attachments/0');
  expect(attachment.headers.get('content-disposition')).toMatch(/^attachment; /);
  expect(await attachment.text()).toBe('%PDF-');
});

it('answers only who asks for this machine, and 404 for what it has not', async () => {
  const { ask } = await mailbox();
  expect((await ask('/', 'evil.example')).status).toBe(403);
  for (const path of ['/mails/1', '/mails/1/html', '/mails/x/attachments/0'])
    expect((await ask(path)).status).toBe(404);
});
