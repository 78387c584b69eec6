import type { Fetcher } from '../../domain/fetcher.ts'
import type { AnyTool } from '../../domain/tool.ts'
import { createHttpRequest } from './http-request.ts'

export const createNetTools = ({ fetcher }: { readonly fetcher: Fetcher }): AnyTool[] => [
  createHttpRequest(fetcher),
]
