extension CommandContext {
  /// Prints how something is done to Codex.
  func guide(_ action: InstallGuide.Action, json: Bool) -> Int32 {
    let guide = InstallGuide(path: variable("PATH"))
    output.result(json ? PrettyJSON.text(guide.document(action)) : guide.text(action))
    return 0
  }
}
