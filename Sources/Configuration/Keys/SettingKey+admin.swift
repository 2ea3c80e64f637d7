extension SettingKey {
  /// Of the commands that manage tunnels; `run` has no use for it, so it is none of ``all``.
  public static let adminKey = SettingKey(
    nil, "--admin-key", "OPENAI_ADMIN_KEY", .secret,
    "The admin API key. The variable holds the key itself, the flag a reference to it.",
    example: "file:~/.secrets/admin-key")
}
