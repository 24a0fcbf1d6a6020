"use strict";

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const SECTION = "eligibility";

/** The server that runs, and how to stop it. */
let client;

/** How the server is started, by the settings. */
function serverOptions() {
  const settings = workspace.getConfiguration(SECTION);
  const [command, ...args] = settings.get("command");
  const rulesets = settings.get("rulesets");
  args.push("--lang", settings.get("language"));
  if (rulesets) {
    args.push("--rulesets", rulesets);
  }
  return { command, args };
}

/** Which files it is for: it passes over the YAML files that belong to no ruleset. This editor can propose the members of a set at once. */
const clientOptions = {
  documentSelector: [{ scheme: "file", language: "yaml" }],
  initializationOptions: { suggestAgain: true },
};

async function start() {
  client = new LanguageClient(SECTION, "Eligibility", serverOptions(), clientOptions);
  await client.start();
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function activate(context) {
  context.subscriptions.push(
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(SECTION)) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
