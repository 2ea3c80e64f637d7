internal import ArgumentParser
internal import TunnelPluginKit

struct PluginExportCommand: RunnableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the plugin's folder somewhere, to look at or to pack.",
    discussion: "It belongs to this program: its `.mcp.json` names the path of tunnel-client as it is now.")

  @Option(help: "The folder to write; one that is there must be empty, or hold the plugin.", completion: .directory)
  var dir: String

  @Flag(help: "Print one JSON document.")
  var json = false

  func run(_ context: CommandContext) throws(CommandFailure) -> Int32 {
    let folder = context.absolute(dir)
    let bundle = Bundle(program: context.call.program, version: context.version)
    try BundleInstaller.refuseForeign(folder)
    try BundleInstaller.install(bundle, at: folder)
    if json {
      var writer = JSONWriter()
      writer.object { object in
        object.member("exported_path", folder)
        object.member("files", bundle.files.map(\.path))
      }
      context.output.result(PrettyJSON.text(writer.bytes))
    } else {
      context.output.result("exported: \(folder)\n")
    }
    return 0
  }
}
