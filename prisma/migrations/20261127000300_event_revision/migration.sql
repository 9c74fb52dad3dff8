-- What the sale has seen: `revision` is raised by each change that a sale's workflow acts on, whoever writes it, and
-- `seen_revision` is the one that the workflow acted on last. It is 0 until the event has had a sale. A lost signal
-- leaves the two apart until the reconciler tells the workflow.
ALTER TABLE events
  ADD COLUMN revision      integer NOT NULL DEFAULT 1,
  ADD COLUMN seen_revision integer NOT NULL DEFAULT 0;

CREATE FUNCTION raise_event_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER events_revision BEFORE UPDATE ON events
  FOR EACH ROW WHEN (
    (OLD.status, OLD.paused, OLD.on_sale_at, OLD.starts_at, OLD.wave_size, OLD.wave_interval_ms, OLD.access_ttl_seconds)
    IS DISTINCT FROM
    (NEW.status, NEW.paused, NEW.on_sale_at, NEW.starts_at, NEW.wave_size, NEW.wave_interval_ms, NEW.access_ttl_seconds)
  ) EXECUTE FUNCTION raise_event_revision();

-- Sales that are over have been acted on, and so do not start again.
UPDATE events SET seen_revision = revision WHERE status IN ('closed', 'canceled');
