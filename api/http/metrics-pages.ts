/** A page of metrics in Prometheus's text format, and what is put on each of its series. */
export type MetricsPage = { text: string; labels: Record<string, string> };

const nameOf = (series: string) => /^[\w:]+/.exec(series)![0];
/** Series of a histogram or summary belong to the metric without their ending. */
const metricOf = (name: string, known: Map<string, unknown>) => {
  const whole = name.replace(/_(bucket|sum|count)$/, '');
  return known.has(name) || !known.has(whole) ? name : whole;
};

/**
 * One page of several, with each metric described once and all of its series together, as the format wants it. The
 * labels tell apart what the same metric says in two of them: a sum would run backwards when a process is replaced.
 */
export function joinPages(pages: MetricsPage[]): string {
  const metrics = new Map<string, { about: Map<string, string>; series: string[] }>();
  const metric = (name: string) => {
    if (!metrics.has(name)) metrics.set(name, { about: new Map(), series: [] });
    return metrics.get(name)!;
  };
  for (const { text, labels } of pages) {
    const own = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    for (const line of text.split('\n')) {
      const [, about, name] = /^# (HELP|TYPE) ([\w:]+)/.exec(line) ?? [];
      if (about && name) metric(name).about.set(about, metric(name).about.get(about) ?? line);
      else if (line !== '' && !line.startsWith('#'))
        metric(metricOf(nameOf(line), metrics)).series.push(own.length > 0 ? withLabels(line, own) : line);
    }
  }
  return [...metrics.values()].map(({ about, series }) => [...about.values(), ...series, ''].join('\n')).join('\n');
}

function withLabels(line: string, own: string[]): string {
  const name = nameOf(line);
  const rest = line.slice(name.length);
  const [given, value] = rest.startsWith('{')
    ? [rest.slice(1, rest.lastIndexOf('}')), rest.slice(rest.lastIndexOf('}') + 1)]
    : ['', rest];
  return `${name}{${[...own, ...(given ? [given] : [])].join(',')}}${value}`;
}
