import YAML

extension ProfileSample {
  /// The profile, with comments that say what each part is for.
  public func text(_ inputs: SampleInputs) -> String {
    let quoted = YAMLQuoting.quoted
    var text = "# \(summary)\n"
    if self == .enterprise {
      text += """
        #
        # Two kinds of API keys: the runtime key below lets this client poll and answer for its tunnel. An admin key
        # creates and deletes tunnels; it never belongs into a profile, nor onto the machine that runs the tunnel.

        """
    }
    text += """
      config_version: 1

      """
    if self == .enterprise {
      text += """

        # The path of a PEM file with your company's root certificates; the system's stay in force.
        ca_bundle: "env:ENTERPRISE_CA_BUNDLE"
        # For every connection that has no proxy of its own.
        http_proxy: "env:HTTPS_PROXY"

        """
    }
    text += """

      control_plane:
        base_url: \(quoted(inputs.baseURL))

      """
    if let path = inputs.urlPath { text += "  url_path: \(quoted(path))\n" }
    text += """
        tunnel_id: \(quoted(inputs.tunnelID))
        # Where the runtime key is, not the key: env:NAME, file:/path (mode 0600) or exec:command.
        api_key: \(quoted(inputs.apiKeyReference))

      health:
        # /readyz, /metrics and the page. Port 0 takes a free one; url_file: PATH then says which.
        listen_addr: \(quoted(inputs.listenAddress))

      admin_ui:
        open_browser: \(inputs.opensBrowser)

      log:
        level: "info"
        format: "json"

      mcp:

      """
    return text + target(inputs.target)
  }

  private func target(_ target: SampleInputs.Target) -> String {
    let (list, key, value) =
      switch target {
      case .url(let url): ("server_urls", "url", url)
      case .command(let command): ("commands", "command", command)
      }
    return """
        \(list):
          - channel: "main"
            \(key): \(YAMLQuoting.quoted(value))

      """
  }
}
