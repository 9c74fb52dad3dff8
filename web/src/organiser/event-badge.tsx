import type { EventStatus } from './events.ts';

const badges: Record<EventStatus, { text: string; kind: string }> = {
  draft: { text: 'Draft', kind: '' },
  scheduled: { text: 'Scheduled', kind: 'soon' },
  on_sale: { text: 'On sale', kind: 'good' },
  closed: { text: 'Closed', kind: '' },
  canceled: { text: 'Cancelled', kind: '' },
};

/** The status of an event, and whether its sale is paused. */
export function EventBadge(props: { status: EventStatus; paused: boolean }) {
  const paused = () => props.paused && (props.status === 'scheduled' || props.status === 'on_sale');
  const text = () => (paused() ? `${badges[props.status].text}, paused` : badges[props.status].text);
  return <span class={`badge ${paused() ? 'soon' : badges[props.status].kind}`} innerText={text()} />;
}
