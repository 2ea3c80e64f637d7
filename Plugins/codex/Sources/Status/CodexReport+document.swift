internal import TunnelPluginKit

/// The report for programs (operator spec 18.2.1). What is not known is left out.
extension CodexReport {
  func document() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { write(to: &$0) }
    return writer.bytes
  }

  func write(to object: inout JSONWriter) {
    object.member("state", state.rawValue)
    object.member("docs_url", InstallGuide.page)
    object.member("detected", path != nil || home.map { SmallFile.exists($0.path) } == true)
    object.optional("path", path)
    object.optional("version", version)
    object.member("app_server_supported", isBridgeReady)
    if state == .unsupported { object.optional("app_server_support_error", failure?.message) }
    if state == .error || state == .bridgeReady { object.optional("bridge_error", failure?.message) }
    survey?.write(program: program, to: &object)
    object.member("current_tunnel_client_path", program)
    object.optional("plugin_reinstall_command", reinstall)
    object.member("preferred_install_method", guide.preferred.name)
    object.member("recommended_install_command", guide.preferred.install)
    object.member("recommended_upgrade_command", guide.preferred.upgrade)
    object.member("recommended_uninstall_command", guide.preferred.uninstall)
    object.member("fallback_install_commands", guide.ordered().dropFirst().map(\.install))
    object.member("bridge_ready", isBridgeReady)
    object.member("assistant_state", assistantState)
    if assistantState == "unavailable" { object.optional("assistant_error", failure?.message) }
    if isBridgeReady, let bridge {
      object.key("snapshot")
      bridge.write(to: &object, arguments: arguments, cwd: directory, threadID: nil, approvals: [])
    }
  }

  private var assistantState: String {
    switch state {
    case .ready: "ready"
    case .loggedOut: "logged_out"
    default: "unavailable"
    }
  }
}

extension PluginSurvey {
  /// The members that `status` and `diagnose` share.
  func write(program: String, to object: inout JSONWriter) {
    let chosen = chosen
    object.member("plugin_installed", chosen != nil)
    object.optional("plugin_key", chosen?.key)
    object.optional("plugin_marketplace", chosen?.marketplace)
    object.optional("plugin_version", chosen?.version)
    object.optional("plugin_dir", chosen?.directory)
    object.member("plugin_binary_hint_found", chosen?.hint != nil)
    object.optional("plugin_binary_hint", chosen?.hint?.path)
    object.optional("plugin_binary_hint_path", chosen?.hint?.file)
    object.optional("plugin_binary_hint_problem", chosen?.hint?.problem)
    if let chosen { object.member("plugin_matches_current_binary", chosen.hint?.path == program) }
    object.optional("plugin_config_error", problem)
    object.member("enabled_plugin_config_keys", enabledKeys)
    object.key("plugin_installations")
    object.array { list in
      for installation in installations {
        list.object { entry in
          entry.member("key", installation.key)
          entry.member("marketplace", installation.marketplace)
          entry.member("version", installation.version)
          entry.member("dir", installation.directory)
          entry.member("manifest_path", installation.manifest)
          entry.member("installed", installation.isInstalled)
          entry.optional("binary_hint", installation.hint?.path)
          entry.optional("binary_hint_path", installation.hint?.file)
        }
      }
    }
    object.key("stale_plugin_config_entries")
    object.array { list in
      for entry in stale {
        list.object { object in
          object.member("key", entry.key)
          object.member("marketplace", entry.marketplace)
          object.member("reason", entry.reason)
        }
      }
    }
  }
}
