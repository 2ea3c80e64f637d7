/// Pages of the platform that an operator needs (operator spec 2.2).
enum WebPages {
  static let tunnels = "https://platform.openai.com/settings/organization/tunnels"
  static let runtimeKeys = "https://platform.openai.com/settings/organization/api-keys"
  static let adminKeys = "https://platform.openai.com/settings/organization/admin-keys"
  static let connectors = "https://chatgpt.com/#settings/Connectors"
}
