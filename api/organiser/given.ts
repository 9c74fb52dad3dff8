type Given<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Drops the fields that are undefined: Prisma takes only fields that are there. */
export const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
