-- The time zone of an event's venue, as its IANA name: the times of the event are shown as the clocks there show them.
-- NULL where no organiser has said; readers then see the times by their own clocks.
ALTER TABLE events ADD COLUMN time_zone text;
