-- What a hold comes to is counted in an integer. A price and a limit that do not go together are refused where an
-- organiser gives them; where both change while tickets are being held, this refuses the hold instead of the payment.
-- Holds of before were within the limits of before, so nobody has to wait until they are read.
ALTER TABLE reservations ADD CONSTRAINT reservations_total_in_range
  CHECK (quantity::bigint * price_cents BETWEEN 0 AND 2147483647) NOT VALID;
