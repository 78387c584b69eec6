/** Functions that compute from their arguments alone (sqlite.org/lang_corefunc, lang_aggfunc, lang_datefunc, json1). */
const FUNCTIONS =
  /^(?:abs|avg|changes|coalesce|concat(?:_ws)?|count|date|datetime|format|glob|group_concat|hex|ifnull|iif|instr|julianday|length|like|lower|ltrim|max|min|nullif|printf|quote|round|rtrim|sign|sqlite_version|strftime|string_agg|substr|substring|sum|time|total|trim|typeof|unicode|unixepoch|upper|json|json_(?:array|array_length|each|extract|object|tree|type|valid)|row_number|rank|dense_rank|ntile|lag|lead|pragma_(?:table_info|index_list|index_info|foreign_key_list))$/i

/** Words that an opening bracket may follow without a call being meant. */
const WORDS =
  /^(?:and|as|between|case|distinct|else|except|exists|from|having|in|intersect|join|limit|not|offset|on|or|over|select|then|union|all|using|values|when|where|with)$/i

/** Shell commands of sqlite3 that only print; with at most one plain name behind them. */
const PRINTS = /^\.(?:tables|schema|indexes|indices|databases|fullschema)(?:\s+[\w%]+)?$/

/**
 * Whether a statement for sqlite3 only reads the database: one SELECT that calls none but known functions. `readfile`,
 * `writefile`, `edit` and `load_extension` of its shell reach out, and so does a comment that hides where a text ends.
 */
export function isPlainQuery(statement: string): boolean {
  const text = statement.trim().replace(/;$/, '')
  if (PRINTS.test(text)) return true
  if (/["`[\]\\]|--|\/\*|\n\s*\./.test(text)) return false
  const code = text.replace(/'[^']*'/g, "''")
  if (/;/.test(code) || (code.match(/'/g)?.length ?? 0) % 2 === 1) return false
  if (!/^(?:select|with|values)\b/i.test(code)) return false
  if (
    /\b(?:insert|update|delete|replace|attach|pragma|into|create|drop|alter|vacuum|begin)\b(?!\s*\()/i.test(
      code,
    )
  )
    return false
  for (const [, name = ''] of code.matchAll(/([A-Za-z_]\w*)\s*\(/g))
    if (!FUNCTIONS.test(name) && !WORDS.test(name)) return false
  return true
}
