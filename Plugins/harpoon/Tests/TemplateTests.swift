import Testing
import TunnelPluginKit
import TunnelPluginTesting

@testable import HarpoonTransport

/// Families of URLs with places for narrow values (user needs 4.6).
@Suite struct TemplateTests {
  private static let template = #"""
    {"version":1,"origin":"https://api.corp.example:8443","method":"GET","path_template":"/v1/users/{user}/orders",
    "query":{"view":"a b","state":"{state}"},
    "parameters":{
      "user":{"type":"string","required":true,"max_length":8,"pattern":"[a-z]+[0-9]*","reserved_values":["Admin"],
        "description":"A user's name"},
      "state":{"type":"string","required":true,"max_length":6,"enum":["open","closed"]}},
    "headers":{"Authorization":"Bearer fixed-secret"},"allowed_headers":["Accept-Language"],"follow_redirects":false}
    """#

  private static func configuration(_ template: String = template, more: String = "") -> String {
    #"{"targets":[{"label":"orders","description":"Orders","template":\#(template)\#(more)}],"capture_payloads":true}"#
  }

  private func call(_ channel: Channel, _ parameters: String, _ more: String = "") throws {
    try channel.call("call_target_template", #"{"label":"orders","parameters":\#(parameters)\#(more)}"#)
  }

  @Test func `A call is one GET of the URL that the values make, with the operator's headers`() throws {
    let channel = try Channel(Self.configuration())
    try call(channel, #"{"user":"ann7","state":"open"}"#, #","headers":{"accept-language":"de"},"timeout_ms":500"#)
    let request = try #require(channel.host.requests.last)
    #expect(request.method == "GET")
    #expect(request.url == "https://api.corp.example:8443/v1/users/ann7/orders?view=a%20b&state=open")
    #expect(request.header("authorization") == "Bearer fixed-secret" && request.header("accept-language") == "de")
    #expect(request.timeout <= 500)
    // A redirect is an answer; it is not followed.
    #expect(request.head(302, ["location": "https://elsewhere.example/"]) == .collect)
    request.done(body: "moved")
    #expect(channel.structured("status_code") == "302")
    // Nothing of the values or bodies is kept, also with capture.
    let calls = channel.operate("calls")
    #expect(calls.contains(#""url":"https://api.corp.example:8443/v1/users/{user}/orders?view=a%20b&state={state}""#))
    for secret in ["ann7", "moved", "fixed-secret"] {
      #expect(!calls.contains(secret) && !channel.host.logs.contains { $0.contains(secret) })
    }
    #expect(channel.host.faults.isEmpty)
  }

  @Test(arguments: [
    #"{"user":"ann7"}"#, #"{"user":"ann7","state":"open","x":"y"}"#, #"{"user":"Ann7","state":"open"}"#,
    #"{"user":"admin","state":"open"}"#, #"{"user":"annannann","state":"open"}"#, #"{"user":"","state":"open"}"#,
    #"{"user":"a/b","state":"open"}"#, #"{"user":"..","state":"open"}"#, #"{"user":"a%2fb","state":"open"}"#,
    #"{"user":"a\nb","state":"open"}"#, #"{"user":"ann7","state":"opened"}"#,
    #"{"user":"ann7","user":"bob","state":"open"}"#,
  ])
  func `Values that a parameter does not take send nothing`(parameters: String) throws {
    let channel = try Channel(Self.configuration())
    try call(channel, parameters)
    #expect(channel.failure == "label orders: invalid parameters")
    #expect(channel.host.requests.isEmpty)
  }

  @Test func `Headers that a caller may not bring send nothing`() throws {
    let channel = try Channel(Self.configuration())
    for header in ["Authorization", "X-Other", "Accept"] {
      try call(channel, #"{"user":"ann7","state":"open"}"#, #","headers":{"\#(header)":"x"}"#)
      #expect(channel.failure == "label orders: invalid parameters")
    }
    #expect(channel.host.requests.isEmpty)
  }

  @Test func `Each tool has its own kind of target`() throws {
    let channel = try Channel(
      #"{"targets":[{"label":"page","url":"https://h/p"},{"label":"orders","template":\#(Self.template)}]}"#)
    try channel.call("call_target", #"{"label":"orders","method":"GET"}"#)
    #expect(channel.failure == "label orders: unknown target")
    try channel.call("call_target_template", #"{"label":"page","parameters":{}}"#)
    #expect(channel.failure == "label page: unknown target")
    try channel.call("call_target_template", #"{"label":"orders"}"#)
    #expect(channel.answer.contains("-32602"))
  }

  @Test func `The list has the schema and never the address`() throws {
    let channel = try Channel(Self.configuration())
    let listed = try channel.call("list_targets", "{}")
    #expect(!listed.contains("corp.example") && !listed.contains("/v1/"))
    let targets = try #require(channel.structured("targets"))
    #expect(targets.contains(#""allowed_methods":["GET"]"#) && targets.contains(#""template_version":1"#))
    #expect(
      targets.contains(
        #""parameters_schema":{"type":"object","additionalProperties":false,"properties":{"user":{"type":"string","description":"A user's name","minLength":1,"maxLength":8,"pattern":"^(?:[a-z]+[0-9]*)$"},"state":{"type":"string","minLength":1,"maxLength":6,"enum":["open","closed"]}},"required":["user","state"]}"#
      ))
    try channel.call("list_targets", #"{"tags":["x"]}"#)
    #expect(channel.structured("targets") == "[]")
    #expect(channel.host.presence.isEmpty)
  }

  @Test(arguments: [
    (#""version":1"#, #""version":2"#, "version: 1"), (#""method":"GET""#, #""method":"POST""#, "method: GET"),
    (#""https://api"#, #""http://api"#, "https://HOST"), (#":8443""#, #":8443/base""#, "https://HOST"),
    (#""follow_redirects":false"#, #""follow_redirects":true"#, "cannot follow redirects"),
    ("/v1/users/{user}", "/v1/../{user}", "is . or .."), ("/{user}/", "/u-{user}/", "whole segment"),
    ("{state}", "x{state}", "whole value"), ("{user}", "{nobody}", "no parameter \"nobody\""),
    (#""state":"{state}""#, #""state":"x""#, "is used nowhere"),
    (#""max_length":8"#, #""max_length":257"#, "max_length"), (#""max_length":8,"#, "", "max_length"),
    ("[a-z]+[0-9]*", "(?=a)", "portable"), ("[a-z]+[0-9]*", #"(a)\\1"#, "portable"),
    (#","enum":["open","closed"]"#, "", "a pattern, an enum or both"), (#""open""#, #""o/n""#, "enum"),
    ("Accept-Language", "X-Api-Key", "cannot let callers"), ("Accept-Language", "Host", "cannot let callers"),
    ("Accept-Language", "X-Forwarded-For", "cannot let callers"), ("Accept-Language", "User-Agent", "cannot let"),
    (#""Authorization""#, #""Host""#, "cannot be set"), (#""version":1"#, #""version":1,"verb":"x""#, "unknown key"),
    (#""version":1"#, #""version":1,"version":1"#, "twice"),
    (#""required":true,"max_length":6"#, #""max_length":6"#, "required"),
  ])
  func `What is wrong with a template is said at the start`(old: String, new: String, word: String) throws {
    let broken = Self.template.replacing(old, with: new)
    try #require(broken != Self.template)
    let error = #expect(throws: PluginError.self) { try Channel(Self.configuration(broken)) }
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("orders") == true && error?.message.contains("fixed-secret") == false)
  }

  @Test func `A template has neither url nor unix_socket beside it, and a label of its own`() {
    for more in [#","url":"https://h/""#, #","unix_socket":"/s""#] {
      #expect(throws: PluginError.self) { try Channel(Self.configuration(more: more)) }
    }
    #expect(throws: PluginError.self) {
      try Channel(
        #"{"targets":[{"label":"a","url":"https://h/p"},{"label":"a","template":\#(Self.template)}]}"#)
    }
  }
}
