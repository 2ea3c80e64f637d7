import ArgumentParser
import PluginHost

struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print a completion script for bash, zsh or fish.",
    discussion: """
      It completes commands, flags, files, and names of profiles, plugins, samples and help topics.
      The file for zsh goes into a folder of $fpath. There is none for PowerShell.

      Examples:
        tunnel-client completion bash \\
          > ~/.local/share/bash-completion/completions/tunnel-client
        tunnel-client completion zsh > ~/.zfunc/_tunnel-client
        tunnel-client completion fish \\
          > ~/.config/fish/completions/tunnel-client.fish
      """)

  @Argument(help: "bash, zsh or fish.", completion: .list(["bash", "zsh", "fish"]))
  var shell: String?

  @Flag(name: .customLong("no-descriptions"), help: .hidden)
  var noDescriptions = false

  func run() throws {
    guard let shell else { throw CleanExit.helpRequest(Self.self) }
    guard shell != "powershell" else {
      throw CommandError(.unsupported, "there is no script for powershell", hint: "use bash, zsh or fish")
    }
    guard let shell = CompletionShell(rawValue: shell) else {
      throw CommandError(.usage, "\"\(shell)\" is not a shell that we know", hint: "use bash, zsh or fish")
    }
    let script = CompletionScript.withOneHelp(RootCommand.completionScript(for: shell)) + "\n"
    StandardOutput.write(CompletionScript.with(PluginCommands.shown.map(\.description), in: script, for: shell))
  }
}
