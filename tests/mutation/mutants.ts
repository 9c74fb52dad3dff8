/** A script with one thing changed. */
export type Mutant = { script: string; line: number; before: string; after: string; text: string };

type Replacement = [pattern: RegExp, replacement: string];

/** Operators and values that are easily mistaken for each other. */
const lua: Replacement[] = [
  [/==/g, '~='],
  [/~=/g, '=='],
  [/<=/g, '<'],
  [/>=/g, '>'],
  [/ < /g, ' <= '],
  [/ > /g, ' >= '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ and /g, ' or '],
  [/\bnot /g, ''],
  [/\b1000\b/g, '1'],
  [/-quantity/g, 'quantity'],
  [/, 0\}$/g, ', 1}'],
  [/, 1\}$/g, ', 0}'],
];
const sql: Replacement[] = [
  [/<>/g, '='],
  [/<=/g, '<'],
  [/ > /g, ' >= '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ AND /g, ' OR '],
  [/ OR /g, ' AND '],
  [/IF NOT FOUND/g, 'IF FOUND'],
  [/IF FOUND/g, 'IF NOT FOUND'],
  [/IS DISTINCT FROM/g, 'IS NOT DISTINCT FROM'],
  [/greatest/g, 'least'],
  [/'fresh', true/g, "'fresh', false"],
  [/'fresh', false/g, "'fresh', true"],
  [/RETURN true/g, 'RETURN false'],
  [/RETURN false/g, 'RETURN true'],
  [/status = 'active'/g, "status <> 'active'"],
  [/place\.quantity/g, '1'],
  [/(?<!SELECT) \* /g, ' + '],
];
const luaWrite = /redis\.call\('(HSET|HDEL|ZREM|ZADD|XADD|HINCRBY|DEL|PEXPIRE|RPUSH)'.*\)/;
const luaHelper = /(admit_place|remove_place|write_place|announce_\w+|write_claim|raise_version)\(.*\)/;
const luaCondition = /if .* then (return|redis\.call).* end/;
/** A whole statement on one line that writes, counts or returns early: left out, the script still runs. */
const removable = {
  lua: new RegExp(`^\\s*(${luaWrite.source}|${luaHelper.source}|${luaCondition.source}|\\w+ = \\w+ \\+ 1)$`),
  sql: /^\s*((UPDATE|INSERT) .*;|IF .* THEN RETURN .* END IF;)$/,
};

/** Every mutant of a script: one operator replaced, or one line removed. Comments are not changed. */
export function mutantsOf(script: string, text: string, language: 'lua' | 'sql'): Mutant[] {
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    const code = line.split(language === 'lua' ? /\s*-- / : /\s*--/)[0]!;
    if (code.trim() === '') return [];
    const changed = (language === 'lua' ? lua : sql).flatMap(([pattern, replacement]) =>
      [...code.matchAll(pattern)].map(
        (match) => code.slice(0, match.index) + replacement + code.slice(match.index + match[0].length),
      ),
    );
    if (removable[language].test(code)) changed.push('');
    return changed.map((after) => ({
      script,
      line: i + 1,
      before: code.trim(),
      after: after.trim(),
      text: lines.with(i, after).join('\n'),
    }));
  });
}
