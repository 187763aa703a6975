#!/usr/bin/env node
import { runCommand } from './cli/command.js'

// Set, not handed to process.exit(), which would cut off what is still being written.
void runCommand(process.argv.slice(2), process).then((code) => {
  process.exitCode = code
})
