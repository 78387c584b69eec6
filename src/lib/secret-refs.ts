/**
 * `${secret:NAME}` in a command names a secret without holding it. Everywhere but in the process that needs it, the
 * reference is all there is: card, journal, log and prompt show it as it was written.
 */
const REFERENCE = /\$\{secret:([A-Z][A-Z0-9_]{0,63})\}/g

/** Where the references of a text stand, and what they name. */
export const secretRefs = (text: string): readonly { readonly name: string; readonly at: number }[] =>
  text.includes('${secret:')
    ? [...text.matchAll(REFERENCE)].map((found) => ({ name: found[1] ?? '', at: found.index }))
    : []

export const secretReference = (name: string): string => `\${secret:${name}}`

/** The variable that holds a secret, in Autohome's own environment and in that of the command that names it. */
export const secretVariable = (name: string): string => `AUTOHOME_SECRET_${name}`

/** The text as a shell runs it: each reference is one to a variable. */
export const withVariables = (text: string): string =>
  text.replaceAll(REFERENCE, (_, name: string) => `\${${secretVariable(name)}}`)

/** The same text with nothing in place of the references, to look for other `${`. */
export const withoutReferences = (text: string): string => text.replaceAll(REFERENCE, '')
