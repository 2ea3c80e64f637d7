/* sleeper.c - a transport that blocks: it sleeps for params.ms milliseconds, then answers with the time that took. */
#define _POSIX_C_SOURCE 200809L
#include <time.h>
#include <tunnel/simple_blocking.h>

static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
  char digits[16] = "0", text[64];
  tunnel_bytes wish;
  struct timespec pause;
  long ms;

  if (plugin->json->find(plugin->host, call->message, "/params/ms", &wish) == TUNNEL_OK && wish.size < sizeof digits)
    memcpy(digits, wish.data, wish.size);
  ms = strtol(digits, NULL, 10);
  if (ms < 0 || ms > 60000) return tunnel_simple_error(reply, -32602, "ms must be between 0 and 60000");

  pause.tv_sec = ms / 1000;
  pause.tv_nsec = ms % 1000 * 1000000;
  while (nanosleep(&pause, &pause) != 0) continue;

  snprintf(text, sizeof text, "{\"slept_ms\":%ld}", ms);
  return tunnel_simple_text(reply, text);
}

TUNNEL_SIMPLE_BLOCKING_TRANSPORT("com.example.sleeper", "1.0.0", "Example", "Sleeps before it answers", answer);
