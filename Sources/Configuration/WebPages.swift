/// Pages of the platform that an operator needs (operator spec 2.2).
public enum WebPages {
  public static let tunnels = "https://platform.openai.com/settings/organization/tunnels"
  public static let runtimeKeys = "https://platform.openai.com/settings/organization/api-keys"
  public static let adminKeys = "https://platform.openai.com/settings/organization/admin-keys"
  public static let connectors = "https://chatgpt.com/#settings/Connectors"

  /// Under the names that the peer's `doctor` gives them (operator spec 8.5).
  public static let byCheckName = [
    (id: "tunnels_management_url", url: tunnels), (id: "runtime_api_keys_url", url: runtimeKeys),
    (id: "admin_api_keys_url", url: adminKeys), (id: "chatgpt_connector_settings_url", url: connectors),
  ]
}
