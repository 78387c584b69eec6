import type { Routes } from 'discord.js'
import type { Requests } from './requests.ts'
import { COMMAND, type SlashCommand, slashCommand, type SlashOption } from './slash.ts'

export type Registered = 'unchanged' | 'written'

/**
 * Registers `/orchestrate` where Discord holds another version of it: in one server, where it is there at once, or for all
 * servers. Commands of other names are left alone.
 */
export async function registerCommand(
  requests: Requests,
  routes: typeof Routes,
  where: { readonly applicationId: string; readonly guildId?: string },
  signal: AbortSignal,
): Promise<Registered> {
  const { applicationId, guildId } = where
  const route =
    guildId === undefined
      ? routes.applicationCommands(applicationId)
      : routes.applicationGuildCommands(applicationId, guildId)
  const { contexts, integration_types: kinds, ...wanted } = slashCommand()
  const held = await requests.get(`${route}?with_localizations=true` as typeof route, signal)
  if (isRegistered(held, wanted)) return 'unchanged'
  // Where a command may be used is said of global ones only; one server's own command is used in that server.
  const body = guildId === undefined ? { ...wanted, contexts, integration_types: kinds } : wanted
  await requests.post(route, body, signal)
  return 'written'
}

/** Whether what Discord holds says the same. It adds ids and versions, and leaves out what is false or empty. */
export function isRegistered(held: unknown, wanted: object = slashCommand()): boolean {
  if (!Array.isArray(held)) return false
  const same = (held as readonly Readonly<Record<string, unknown>>[]).find(({ name }) => name === COMMAND)
  return same !== undefined && essence(same) === essence(wanted)
}

const essence = (command: object): string => {
  const rest = command as SlashCommand
  return JSON.stringify([words(rest), (rest.options ?? []).map(optionEssence)])
}

const words = (one: Pick<SlashOption, 'name' | 'description'> & Partial<SlashOption>): unknown => [
  one.name,
  one.name_localizations?.fr ?? null,
  one.description,
  one.description_localizations?.fr ?? null,
]

const optionEssence = (option: SlashOption): unknown => [
  words(option),
  option.type,
  option.required ?? false,
  option.autocomplete ?? false,
  option.max_length ?? null,
  (option.choices ?? []).map(({ name, value, name_localizations: local }) => [
    name,
    value,
    local?.fr ?? null,
  ]),
  (option.options ?? []).map(optionEssence),
]
