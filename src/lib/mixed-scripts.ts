/**
 * Words whose letters come from several alphabets that look alike, such as `ѕudo` with a Cyrillic letter. Source: UTS #39,
 * mixed-script detection, for the scripts that imitate Latin.
 */
export const mixedWords = (command: string): readonly string[] =>
  [...new Set(command.match(/[\p{L}\p{N}_-]+/gu) ?? [])].filter(
    (word) => LOOKALIKES.filter((script) => script.test(word)).length > 1,
  )

const LOOKALIKES = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /[\uff00-\uff5e]/u,
]
