/** Texts for the API's error codes. A code that is not listed is shown as it is. */
const texts: Record<string, string> = {
  'Not enough tickets available': 'Not enough tickets were free',
  not_admitted: 'Not let in, or the pass had ended',
  paused: 'The sale was paused',
  sale_closed: 'The sale was over',
  purchase_limit_exceeded: 'More than one buyer may have',
  'An active reservation exists': 'Held tickets already',
  'Quantity exceeds the limit of this tier': 'More than the tier allows at once',
  'Tier not found for this event': 'No such tier',
  rate_limited: 'Asked too often',
  temporarily_unavailable: 'A part of the system was busy or away',
  internal_error: 'A failure on our side',
  'Missing required fields': 'The request was not complete',
  'Invalid fields': 'The request was not valid',
  unauthorized: 'Not signed in',
};

export const reasonText = (reason: string): string => texts[reason] ?? reason;
