import { readFileSync } from 'node:fs';

/** The page of all variables, as `.env.example` explains them. */
export const variablesPage = (): string => `# Variables

\`npm run documents\` writes this page from \`.env.example\`; [the README](../README.md#variables) says how to set them.

${variablesTable(readFileSync('.env.example', 'utf8'))}
`;

/** One row for each variable. Several variables may share the comment above the first of them. */
function variablesTable(example: string): string {
  const rows: string[] = [];
  let meaning = '';
  for (const line of example.split('\n')) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined) meaning = line.replace(/^# /, '');
    else rows.push(`| \`${name}\` | ${value ? `\`${value}\`` : ''} | ${meaning} |`);
  }
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
