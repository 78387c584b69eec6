/** A workflow file from its parts: what a test is about, without the words around it. */
export const workflowText = (
  name: string,
  parts: { steps?: string; acceptance?: string; more?: string },
): string => `
name: ${name}
title: { en: ${name}, fr: ${name} }
estimatedDurationS: 5
description: { en: A test., fr: Un test. }
aliases: { en: ["${name} please"], fr: ["${name} svp"] }
${parts.more ?? ''}
steps:
${parts.steps ?? '  - { id: look, title: { en: look, fr: voir }, tool: execute_command, args: { command: "echo hello" } }'}
acceptance:
${parts.acceptance ?? ALWAYS}
report: { en: "done", fr: "fait" }
`

const ALWAYS = `  - id: so
    statement: { en: it is so, fr: c'est ainsi }
    check: { tool: execute_command, args: { command: "true" } }`

/** A step that runs a command. */
export const commandStep = (id: string, command: string, more = ''): string =>
  `  - { id: ${id}, title: { en: ${id}, fr: ${id} }, tool: execute_command, args: { command: ${JSON.stringify(command)} }${more === '' ? '' : `, ${more}`} }`

/** A criterion that a command proves. */
export const criterion = (id: string, command: string, repair = ''): string => `  - id: ${id}
    statement: { en: ${id} holds, fr: ${id} tient }
    check: { tool: execute_command, args: { command: ${JSON.stringify(command)} } }
${repair === '' ? '' : `    repair:\n${repair.replace(/^/gm, '    ')}`}`
