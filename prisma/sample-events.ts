/**
 * A season of invented events. Ids are fixed, so that a link or a script that contains one works on every machine.
 * Times are relative to the time of seeding, so that there is always something on sale.
 */

const minute = 60_000;
const day = 24 * 60 * minute;

type Sample = {
  name: string;
  venue: string;
  description: string;
  /** Milliseconds from now; negative means that the sale is already open. */
  onSaleIn: number;
  /** The event starts in this many days, at this full hour (UTC). */
  startsIn: { days: number; hour: number };
  /** That of the installation, if none is given here. */
  currency?: string;
  /** None, if none are given here. */
  fees?: { fee_fixed_cents: number; fee_percent_bp: number; vat_rate_bp: number };
  /** [name, price in the currency's smallest unit, capacity, limit of one request] */
  tiers: [string, number, number, number][];
};

const samples: Sample[] = [
  {
    name: 'Halcyon Static: The Long Wave Tour',
    venue: 'Kestrel Arena, Northmoor',
    description:
      'Four radios, one drummer and a wall of light. The band plays its new record from first to last, ' +
      'then whatever you shout for.',
    onSaleIn: -3 * day,
    startsIn: { days: 24, hour: 19 },
    tiers: [
      ['Standing', 5900, 800, 6],
      ['Seated, lower ring', 7900, 400, 6],
      ['Front of stage', 12900, 120, 4],
    ],
  },
  {
    name: 'Midnight at the Glasshouse',
    venue: 'Orchid Conservatory, Fenwick Gardens',
    description:
      'A string quartet among flowering cacti, by the light of two hundred lanterns. Sixty chairs, no ' +
      'amplifier, no encore.',
    onSaleIn: -1 * day,
    startsIn: { days: 11, hour: 22 },
    tiers: [
      ['Garden chair', 4200, 48, 2],
      ['Beside the quartet', 8800, 12, 2],
    ],
  },
  {
    name: 'Harbour Lights Festival',
    venue: 'Pier Nine, Saltmarsh Bay',
    description:
      'Two stages, eleven bands and fireworks off the breakwater. Bring a coat; the wind does not read the programme.',
    onSaleIn: -6 * day,
    startsIn: { days: 45, hour: 14 },
    tiers: [
      ['Day ticket', 6900, 2500, 6],
      ['Weekend', 11900, 1500, 6],
      ['Boat deck', 24900, 90, 2],
    ],
  },
  {
    name: 'Two-Minute Drop: Neon Cartographers',
    venue: 'The Signal Box, Eastgate',
    description:
      'The one to try first: its sale opens two minutes after the first start. Join the waiting room now ' +
      'and watch your place move.',
    onSaleIn: 2 * minute,
    startsIn: { days: 16, hour: 20 },
    tiers: [
      ['General', 3500, 100, 4],
      ['Balcony', 5500, 40, 4],
    ],
  },
  {
    name: 'The Paper Lighthouse',
    venue: 'Little Theatre on Quill Street',
    description:
      'A play for three actors and nine thousand sheets of paper. Suitable from the age of eight, and ' +
      'for everyone who once was eight.',
    onSaleIn: -2 * day,
    startsIn: { days: 9, hour: 18 },
    currency: 'EUR',
    fees: { fee_fixed_cents: 50, fee_percent_bp: 200, vat_rate_bp: 700 },
    tiers: [
      ['Stalls', 3200, 140, 6],
      ['Circle', 2400, 80, 6],
      ['Restricted view', 1200, 20, 6],
    ],
  },
  {
    name: 'Northmoor Rovers v Saltmarsh United',
    venue: 'Copperfield Ground, Northmoor',
    description: 'The derby that has ended level seven times in a row. Gates open two hours before kick-off.',
    onSaleIn: 3 * 60 * minute,
    startsIn: { days: 30, hour: 15 },
    tiers: [
      ['Home stand', 2800, 1800, 4],
      ['Away stand', 2800, 600, 4],
      ['Main stand', 4500, 900, 4],
    ],
  },
  {
    name: 'An Evening with Odile Marchetti',
    venue: 'Aldermoor Town Hall',
    description:
      'The astronomer who named forty comets after her neighbours talks about patience, telescopes and the neighbours.',
    onSaleIn: 1 * day,
    startsIn: { days: 20, hour: 19 },
    tiers: [
      ['Reserved seat', 1800, 350, 4],
      ['Student', 900, 100, 2],
    ],
  },
  {
    name: 'Bassline Botanica',
    venue: 'The Old Tannery, Riverside',
    description:
      'Dub, plants and a sound system older than most of its listeners. Earplugs at the door, and please use them.',
    onSaleIn: 3 * day,
    startsIn: { days: 33, hour: 21 },
    tiers: [
      ['Early entry', 1900, 150, 4],
      ['Any time', 2600, 450, 4],
    ],
  },
  {
    name: 'Winter Circus Aurelia',
    venue: 'Big Top, Hollin Common',
    description:
      'No animals, eleven acrobats, one very brave accountant. Two performances were added; this is the first of them.',
    onSaleIn: 7 * day,
    startsIn: { days: 60, hour: 17 },
    tiers: [
      ['Ringside', 6400, 160, 6],
      ['Middle', 4200, 420, 6],
      ['Back row', 2200, 300, 6],
    ],
  },
  {
    name: 'The Last Cassette: A Farewell in One Take',
    venue: 'Studio B, Marlow Lane',
    description:
      'A record made in one evening before those who are in the room. There are twenty chairs, and they ' +
      'will be gone before you have read this.',
    onSaleIn: -30 * minute,
    startsIn: { days: 6, hour: 20 },
    tiers: [
      ['A chair', 9500, 18, 2],
      ['The chair beside the desk', 19500, 2, 1],
    ],
  },
];

export function sampleEvents(now: Date, defaultCurrency: string) {
  return samples.map(({ onSaleIn, startsIn, currency = defaultCurrency, fees, tiers, ...texts }, index) => {
    const starts_at = new Date(now.getTime() + startsIn.days * day);
    starts_at.setUTCHours(startsIn.hour, 0, 0, 0);
    return {
      id: idOf(1, index),
      ...texts,
      currency,
      ...fees,
      starts_at,
      on_sale_at: new Date(now.getTime() + onSaleIn),
      status: onSaleIn < 0 ? ('on_sale' as const) : ('scheduled' as const),
      tiers: tiers.map(([tier, price_cents, capacity, per_user_limit], place) => ({
        id: idOf(2, index * 10 + place),
        name: tier,
        price_cents,
        capacity,
        per_user_limit,
      })),
    };
  });
}

/** A UUID of version 8, whose content is free to choose (RFC 9562). */
const idOf = (kind: number, number: number) => `7d000000-0000-8000-8000-${kind}${String(number + 1).padStart(11, '0')}`;
