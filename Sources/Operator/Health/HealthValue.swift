public import HTTPServing

/// A fact in a component's details.
public indirect enum HealthValue: Sendable {
  case text(String)
  case number(Int)
  case seconds(Duration)
  case fraction(Double)
  case flag(Bool)
  case time(Timestamp)
  case list([HealthValue])
  case object([(name: String, value: HealthValue)])
  /// A fact that does not exist is left out.
  case none

  /// A moment, if there was one.
  public static func time(_ time: Timestamp?) -> HealthValue { time.map(HealthValue.time) ?? .none }
  /// A text, if there is one.
  public static func text(_ text: String?) -> HealthValue { text.map(HealthValue.text) ?? .none }
  /// A number, if there is one.
  public static func number(_ number: Int?) -> HealthValue { number.map(HealthValue.number) ?? .none }
  /// Names.
  public static func texts(_ texts: [String]) -> HealthValue { .list(texts.map(HealthValue.text)) }

  fileprivate var exists: Bool { if case .none = self { false } else { true } }
}

extension JSONWriter {
  mutating func members(_ facts: [(name: String, value: HealthValue)]) {
    for fact in facts where fact.value.exists { member(fact.name) { $0.value(fact.value) } }
  }

  mutating func value(_ value: HealthValue) {
    switch value {
    case .text(let text): self.value(text)
    case .number(let number): self.value(number)
    case .seconds(let duration): self.value(duration / .seconds(1))
    case .fraction(let fraction): self.value(fraction)
    case .flag(let flag): self.value(flag)
    case .time(let time): self.value(time.rfc3339)
    case .list(let values): array(values.filter(\.exists)) { value, writer in writer.value(value) }
    case .object(let facts): object { $0.members(facts) }
    case .none: break
    }
  }
}
