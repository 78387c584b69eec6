import type { Route } from '../route.ts'
import { houseRoutes } from './house.ts'
import { questionRoutes } from './questions.ts'
import { runRoutes } from './runs.ts'
import { scheduleRoutes } from './schedules.ts'

/** Everything the Engine port can do, over HTTP. */
export const ROUTES: readonly Route[] = [...runRoutes, ...questionRoutes, ...scheduleRoutes, ...houseRoutes]
