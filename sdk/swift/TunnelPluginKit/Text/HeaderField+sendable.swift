extension HeaderField {
  /// Whether HTTP can carry it: a token as name, no line break or NUL in the value (RFC 9110 §5.1, §5.5).
  public var isSendable: Bool {
    !name.isEmpty && name.bytes.allSatisfy(TokenBytes.all.contains)
      && !value.bytes.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }
  }
}
