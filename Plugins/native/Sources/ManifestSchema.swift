/// JSON Schema of the configuration: the path of a manifest, or a manifest.
let manifestSchema: StaticString = """
  {"type":"object","additionalProperties":false,\
  "examples":[{"library":"libm.so.6","functions":[{"signature":"double hypot(double x, double y)"}]}],\
  "properties":{\
  "manifest":{"type":"string","minLength":1,"description":"Path of a JSON file with all the other keys"},\
  "library":{"type":"string","minLength":1,\
  "description":"Absolute path, path from the folder of the manifest file, or a name for the dynamic loader"},\
  "server_name":{"type":"string","minLength":1,"description":"What the MCP server calls itself"},\
  "instructions":{"type":"string","description":"What the MCP server tells models about itself"},\
  "concurrency":{"type":"integer","minimum":1,"maximum":64,"default":1,\
  "description":"Calls that may be inside the library at once; more than 1 only if it is made for threads"},\
  "functions":{"type":"array","minItems":1,"maxItems":256,"description":"The tools",\
  "items":{"type":"object","additionalProperties":false,"required":["signature"],"properties":{\
  "signature":{"type":"string","description":"As in C: double pow(double x, double y)"},\
  "name":{"type":"string","description":"Of the tool; the symbol, when left out"},\
  "title":{"type":"string"},\
  "description":{"type":"string"},\
  "parameters":{"type":"object","additionalProperties":{"type":"object","additionalProperties":false,"properties":{\
  "description":{"type":"string"},"default":{},"minimum":{"type":"number"},"maximum":{"type":"number"},\
  "max_bytes":{"type":"integer","minimum":0}}}},\
  "free":{"type":"string","description":"The symbol that frees a text which the function gives away"},\
  "fails":{"enum":["nonzero","negative","zero","null"],"description":"The result that means failure"},\
  "message":{"type":"string","description":"As in C: the function that says why; const char *strerror(int code)"},\
  "annotations":{"type":"object","additionalProperties":{"type":"boolean"}},\
  "timeout":{"type":"number","description":"Seconds that a caller waits at most"}}}}}}
  """
