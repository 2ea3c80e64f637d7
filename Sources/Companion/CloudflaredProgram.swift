import PluginHost

/// Which program is run (dataplane spec CF-02).
public struct CloudflaredProgram: Sendable {
  let path: String

  /// `configured`: What the operator named; nil: `cloudflared` in `folder`, where our own program is.
  /// - Throws: when there is no executable file.
  public init(_ configured: String?, besideProgramIn folder: String) throws(CloudflaredFailure) {
    path = configured ?? "\(folder)/cloudflared"
    guard ChildOptions.isExecutable(path) else {
      throw .noProgram(path: path, source: configured == nil ? "cloudflared" : "--cloudflared.path")
    }
  }
}
