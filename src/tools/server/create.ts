import type { AnyTool } from '../../domain/tool.ts'
import { createBackupVerify } from './backup-verify.ts'
import { createBackupStatus } from './backup-status.ts'
import { createCertificateExpiry } from './certificate-expiry.ts'
import { createContainerImages } from './container-images.ts'
import { createContainerLogs } from './container-logs.ts'
import { createContainerStatus } from './container-status.ts'
import type { ServerDeps } from './deps.ts'
import { createDiskUsage } from './disk-usage.ts'
import { createDockerDiskUsage } from './docker-disk-usage.ts'
import { createHostHealth } from './host-health.ts'
import { createLargestDirectories } from './largest-directories.ts'
import { createListContainers } from './list-containers.ts'
import { createListServices } from './list-services.ts'
import { createListeningPorts } from './listening-ports.ts'
import { createMemoryUsage } from './memory-usage.ts'
import { createPendingUpdates } from './pending-updates.ts'
import { createRestartNeeded } from './restart-needed.ts'
import { createServiceStatus } from './service-status.ts'
import { createRestoreContainers, createUpdateContainers } from './swap-containers.ts'
import { createCertificateRenewal } from './certificate-renewal.ts'
import { createDiskForecast } from './disk-forecast.ts'
import { createNewErrors } from './new-errors.ts'
import { createRestartLoops } from './restart-loops.ts'
import { createRunFigures } from './run-figures.ts'
import { createSystemLog } from './system-log.ts'
import { createTopProcesses } from './top-processes.ts'

/** Typed reads of the machine; and what needs more than a command to be taken back when it goes wrong. */
export const createServerTools = (deps: ServerDeps): AnyTool[] => [
  createHostHealth(deps),
  createDiskUsage(deps),
  createLargestDirectories(deps),
  createMemoryUsage(),
  createTopProcesses(deps),
  createListServices(deps),
  createServiceStatus(deps),
  createListContainers(deps),
  createContainerStatus(deps),
  createContainerLogs(deps),
  createContainerImages(deps),
  createUpdateContainers(deps),
  createRestoreContainers(deps),
  createDockerDiskUsage(deps),
  createSystemLog(deps),
  createListeningPorts(deps),
  createPendingUpdates(deps),
  createRestartNeeded(),
  createCertificateExpiry(deps),
  createBackupStatus(deps),
  createBackupVerify(deps),
  createDiskForecast(deps),
  createNewErrors(deps),
  createRestartLoops(deps),
  createCertificateRenewal(deps),
  createRunFigures(deps),
]
