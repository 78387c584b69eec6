import { AgentFailed } from '../../domain/errors.ts'
import type { ModelError } from '../../domain/model.ts'
import type { Localized } from '../../domain/text.ts'

/** Why no answer came that could be used, as the owner is told. Messages of servers are passed on as they are. */

/** Nobody answers, or the model is not there: what was tried, and how to get it going. */
export function unreachable(error: ModelError, isOllama: boolean): AgentFailed {
  const { model, host, message } = error
  const missing = error.code === 'missing'
  const help: Localized = isOllama
    ? missing
      ? { en: `Get it with \`ollama pull ${model}\`.`, fr: `À télécharger : \`ollama pull ${model}\`.` }
      : { en: 'Start it with `ollama serve`.', fr: 'À lancer : `ollama serve`.' }
    : {
        en: 'Start that server, or set OPENAI_BASE_URL.',
        fr: 'Lancez ce serveur, ou changez OPENAI_BASE_URL.',
      }
  const text: Localized = missing
    ? {
        en: `The server at ${host} has no model ${model}. ${help.en}`,
        fr: `Le serveur ${host} n'a pas de modèle ${model}. ${help.fr}`,
      }
    : {
        en: `No model answers: tried ${model} at ${host} (${message}). ${help.en}`,
        fr: `Aucun modèle ne répond : essayé ${model} sur ${host} (${message}). ${help.fr}`,
      }
  return new AgentFailed('no_agent', missing ? 'model_missing' : 'model_unreachable', text)
}

export const failedAt = ({ code, model, host, message }: ModelError): AgentFailed =>
  new AgentFailed('model', `model_${code}`, {
    en: `The model ${model} at ${host} failed: ${message}`,
    fr: `Le modèle ${model} sur ${host} a échoué : ${message}`,
  })

export const unusable = (model: string, why: string): AgentFailed =>
  new AgentFailed('model', 'model_answer_unusable', {
    en: `The model ${model} gave no answer that can be used: ${why}`,
    fr: `Le modèle ${model} n'a donné aucune réponse utilisable : ${why}`,
  })

export const tooSlow = (model: string, limitMs: number): AgentFailed => {
  const minutes = Math.max(1, Math.round(limitMs / 60_000))
  return new AgentFailed('model', 'model_timed_out', {
    en: `The model ${model} did not answer within ${minutes} min`,
    fr: `Le modèle ${model} n'a pas répondu en ${minutes} min`,
  })
}

export const tooLarge = (model: string, contextTokens: number): AgentFailed =>
  new AgentFailed('model', 'model_context_too_small', {
    en: `What must be said does not fit the context of ${model} (${contextTokens} tokens)`,
    fr: `Ce qu'il faut dire ne tient pas dans le contexte de ${model} (${contextTokens} jetons)`,
  })
