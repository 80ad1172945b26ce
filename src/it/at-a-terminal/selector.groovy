import ai.gpustack.runner.it.AtATerminal
import ai.gpustack.runner.it.Machine

Machine.hasEngineAnd(registry) && AtATerminal.isPossible()
