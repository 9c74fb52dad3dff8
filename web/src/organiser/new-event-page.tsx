import { useNavigate } from '@solidjs/router';
import { announce } from '../ui/announce.tsx';
import { Page } from '../ui/page.tsx';
import { draftOf, eventOf, type EventDraft } from './event-draft.ts';
import { EventForm } from './event-form.tsx';
import { makeEvent } from './organiser.ts';

/** A new event is a draft: nobody sees it before it has tiers and is published. */
export function NewEventPage() {
  const navigate = useNavigate();
  const save = async (draft: EventDraft) => {
    const made = await makeEvent(eventOf(draft));
    announce('The event is saved as a draft.');
    navigate(`/organiser/events/${made.id}`, { replace: true });
  };
  return (
    <Page title="New event">
      <p class="muted">It begins as a draft that nobody else sees. Its tiers come next.</p>
      <div class="card">
        <EventForm draft={draftOf(undefined)} action="Save the draft" onSave={save} />
      </div>
    </Page>
  );
}
