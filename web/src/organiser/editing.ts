import { createSignal } from 'solid-js';
import { asProblem, type Problem } from '../http/problem.ts';
import { changedFields } from './changed-fields.ts';

type Draft = Record<string, string>;

/** The fields that an organiser and a colleague have changed at the same time, each to another value. */
export type Clash<D extends Draft> = { fields: (keyof D & string)[]; mine: D; theirs: D };

/** Whose value a field that clashes gets. */
export type Side = 'mine' | 'theirs';

/** @returns the clash of a draft that began as `before` with what a colleague saved; undefined where there is none */
export function clashOf<D extends Draft>(mine: D, before: D, theirs: D): Clash<D> | undefined {
  const edited = Object.keys(changedFields(mine, before));
  const fields = Object.keys(changedFields(theirs, before)).filter(
    (name) => edited.includes(name) && mine[name] !== theirs[name],
  );
  return fields.length > 0 ? { fields, mine, theirs } : undefined;
}

/** The draft on top of what a colleague saved: own edits stay, except for `fields`, which are taken from them. */
export function rebase<D extends Draft>(mine: D, before: D, theirs: D, fields: string[] = []): D {
  const edits = Object.entries(changedFields(mine, before)).filter(([name]) => !fields.includes(name));
  return { ...theirs, ...Object.fromEntries(edits) };
}

/**
 * Saves what was edited of `entity` and nothing else. What a colleague changed elsewhere meanwhile stays; where they
 * changed the same, `clash` says so and nothing is saved until `resolve`.
 */
export function createEditing<Entity extends { etag: string }, D extends Draft, Changes extends object>(needs: {
  entity: Entity;
  draftOf: (entity: Entity) => D;
  changesOf: (draft: D, before: D) => Changes;
  send: (changes: Changes, etag: string) => Promise<Entity>;
  /** The present values, after the server has refused a change because of them. */
  present: (problem: Problem) => Entity | Promise<Entity>;
}) {
  const [base, setBase] = createSignal(needs.entity);
  const [theirs, setTheirs] = createSignal<{ entity: Entity; clash: Clash<D> }>();
  const draft = () => needs.draftOf(base());

  /** @returns whether it was saved; `clash` where it was not, because a colleague changed the same */
  async function save(typed: D, options?: Partial<Changes>): Promise<'saved' | 'unchanged' | 'clash'> {
    setTheirs(undefined);
    const before = draft();
    const changes = needs.changesOf(typed, before);
    if (Object.keys(changes).length === 0) return 'unchanged';
    try {
      const saved = await needs.send({ ...changes, ...options }, base().etag);
      setBase(() => saved);
      return 'saved';
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status !== 412) throw problem;
      const entity = await needs.present(problem);
      const present = needs.draftOf(entity);
      const clash = clashOf(typed, before, present);
      if (clash) {
        setTheirs({ entity, clash });
        return 'clash';
      }
      setBase(() => entity);
      return save(rebase(typed, before, present), options);
    }
  }

  /** Ends a clash. @returns the draft to go on with, which is not saved yet */
  function resolve(typed: D, side: Side): D {
    const { entity, clash } = theirs()!;
    const resolved = rebase(typed, draft(), clash.theirs, side === 'theirs' ? clash.fields : []);
    setBase(() => entity);
    setTheirs(undefined);
    return resolved;
  }

  return {
    draft,
    clash: () => theirs()?.clash,
    save,
    resolve,
    /** Begins again with newer values; for a form in which nothing was edited. */
    follow: (entity: Entity) => void setBase(() => entity),
  };
}

/** What a form tells its organiser once it was saved, or that nothing was; undefined while it is not. */
export const savedText = (result: 'saved' | 'unchanged' | 'clash', saved = 'Saved.'): string | undefined =>
  ({ saved, unchanged: 'Nothing was changed.', clash: undefined })[result];
