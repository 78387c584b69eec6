import { readdir } from 'node:fs/promises'
import { oneDecimal } from './figures.ts'
import { systemText } from './system-text.ts'

export const THERMAL = '/sys/class/thermal'

/** Sensors that are not connected answer with values like -273 or 255. */
const isPlausible = (celsius: number): boolean => celsius > -40 && celsius < 150

/** Every zone that the kernel names; none in most virtual machines. https://docs.kernel.org/driver-api/thermal */
export async function readTemperatures(root = THERMAL): Promise<{ zone: string; celsius: number }[]> {
  const names = (await readdir(root).catch(() => [])).filter((name) => name.startsWith('thermal_zone')).sort()
  const zones = await Promise.all(
    names.map(async (name) => ({
      zone: ((await systemText(`${root}/${name}/type`)) ?? name).trim(),
      celsius: oneDecimal(Number((await systemText(`${root}/${name}/temp`)) ?? Number.NaN) / 1000),
    })),
  )
  return zones.filter(({ celsius }) => isPlausible(celsius))
}
