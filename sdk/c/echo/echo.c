/* echo.c - a transport that answers every JSON-RPC request with its own params. */
#include <tunnel/simple.h>

static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
  tunnel_bytes params;

  /* A slice of the caller's own bytes: nothing is decoded, nothing is copied. */
  if (plugin->json->find(plugin->host, call->message, "/params", &params) != TUNNEL_OK)
    return tunnel_simple_text(reply, "{}");

  return tunnel_simple_append(reply, params);
}

TUNNEL_SIMPLE_TRANSPORT("com.example.echo", "1.0.0", "Example", "Answers every request with its own params", answer);
