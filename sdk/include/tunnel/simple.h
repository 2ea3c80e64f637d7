/*
 * tunnel/simple.h - a whole transport plugin from one function.
 *
 *     static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
 *       return tunnel_simple_text(reply, "{\"hello\":\"world\"}");
 *     }
 *     TUNNEL_SIMPLE_TRANSPORT("com.example.hello", "1.0.0", "Example", "Says hello", answer);
 *
 * `answer` is called for every request, on the host thread: it must not block (tunnel/simple_blocking.h is for those
 * that do). It appends the JSON of the result to `reply`; the frame around it, notifications, session ends, probes and
 * the life cycle are done here. A plugin that needs more - a configuration, host services, streams, answers that come
 * later - writes these functions itself; this file is the pattern.
 *
 * Needs the C library; C11 and C++17. Include it in one source file of the plugin.
 */
#ifndef TUNNEL_SIMPLE_H
#define TUNNEL_SIMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ext/host_buffer.h"
#include "ext/host_json.h"
#include "ext/transport.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tunnel_simple tunnel_simple;
typedef struct tunnel_simple_reply tunnel_simple_reply;

/*
 * Answers one request. Returns TUNNEL_OK, also for an error that the caller should read (tunnel_simple_error); a
 * negative status says that the plugin itself failed, and the caller gets an internal error.
 */
typedef tunnel_status (*tunnel_simple_answer)(const tunnel_simple *plugin, const tunnel_call *call,
                                              tunnel_simple_reply *reply);

/* What an `answer` may use of the host. */
struct tunnel_simple {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_exchange *exchanges;
  const tunnel_host_buffer *buffers;
  const tunnel_host_json *json;
  tunnel_simple_answer answer;
};

/* A response that is being written. */
struct tunnel_simple_reply {
  const tunnel_simple *plugin;
  const tunnel_call *call;
  tunnel_buffer buffer;
  tunnel_status status; /* of the first step that failed */
  int is_empty;         /* nothing was appended to the result yet */
  int is_error;
};

/* ---- For an answer --------------------------------------------------------------------------- */

static inline tunnel_status tunnel_simple_put(tunnel_simple_reply *reply, const void *data, size_t size) {
  tunnel_bytes bytes;
  bytes.data = data;
  bytes.size = size;
  if (reply->status == TUNNEL_OK && size > 0)
    reply->status = reply->plugin->buffers->append(reply->plugin->host, reply->buffer, bytes);
  return reply->status;
}

/* Appends raw JSON to the result: all that is appended must be one value in the end. Nothing appended is `{}`. */
static inline tunnel_status tunnel_simple_append(tunnel_simple_reply *reply, tunnel_bytes json) {
  if (reply->is_error) return TUNNEL_E_INVALID;
  if (json.size > 0) reply->is_empty = 0;
  return tunnel_simple_put(reply, json.data, json.size);
}

/* Appends raw JSON that ends in a NUL. */
static inline tunnel_status tunnel_simple_text(tunnel_simple_reply *reply, const char *json) {
  tunnel_bytes bytes;
  bytes.data = json;
  bytes.size = strlen(json);
  return tunnel_simple_append(reply, bytes);
}

static inline tunnel_status tunnel_simple_put_quoted(tunnel_simple_reply *reply, tunnel_string text) {
  size_t start = 0, i;
  tunnel_simple_put(reply, "\"", 1);
  for (i = 0; i < text.size; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    char escape[8];
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)byte);
    tunnel_simple_put(reply, text.data + start, i - start);
    tunnel_simple_put(reply, escape, 6);
    start = i + 1;
  }
  if (text.size > start) tunnel_simple_put(reply, text.data + start, text.size - start);
  return tunnel_simple_put(reply, "\"", 1);
}

/* Appends text as a JSON string, in quotes and with what must be escaped escaped. */
static inline tunnel_status tunnel_simple_quoted(tunnel_simple_reply *reply, tunnel_string text) {
  if (reply->is_error) return TUNNEL_E_INVALID;
  reply->is_empty = 0;
  return tunnel_simple_put_quoted(reply, text);
}

static inline tunnel_status tunnel_simple_begin(tunnel_simple_reply *reply, const char *member) {
  const tunnel_simple *plugin = reply->plugin;
  if (reply->buffer != 0) plugin->buffers->release(plugin->host, reply->buffer);
  reply->buffer = plugin->buffers->create(plugin->host, 256);
  reply->status = reply->buffer == 0 ? TUNNEL_E_MEMORY : TUNNEL_OK;
  tunnel_simple_put(reply, "{\"jsonrpc\":\"2.0\",\"id\":", 22);
  tunnel_simple_put(reply, reply->call->id.data, reply->call->id.size);
  return tunnel_simple_put(reply, member, strlen(member));
}

/*
 * Makes the response a JSON-RPC error (code -32601: no such method, -32602: bad params) in place of what was appended
 * so far. `message` is plain text. `return tunnel_simple_error(…)` is the usual use.
 */
static inline tunnel_status tunnel_simple_error(tunnel_simple_reply *reply, int code, const char *message) {
  char digits[16];
  tunnel_string text;
  text.data = message;
  text.size = strlen(message);
  snprintf(digits, sizeof digits, "%d", code);
  reply->is_error = 1;
  tunnel_simple_begin(reply, ",\"error\":{\"code\":");
  tunnel_simple_put(reply, digits, strlen(digits));
  tunnel_simple_put(reply, ",\"message\":", 11);
  tunnel_simple_put_quoted(reply, text);
  return tunnel_simple_put(reply, "}", 1);
}

/* Whether the call's method is `method`. */
static inline int tunnel_simple_is(const tunnel_call *call, const char *method) {
  return call->method.size == strlen(method) && memcmp(call->method.data, method, call->method.size) == 0;
}

/* ---- The machinery --------------------------------------------------------------------------- */

static inline tunnel_simple *tunnel_simple_of(tunnel_plugin_instance *instance) {
  return (tunnel_simple *)instance->context;
}

/* The whole response to a request. On failure the status, and nothing in `buffer`. */
static inline tunnel_status tunnel_simple_respond(const tunnel_simple *self, const tunnel_call *call,
                                                  tunnel_buffer *buffer) {
  tunnel_simple_reply reply;
  tunnel_status status;
  memset(&reply, 0, sizeof reply);
  reply.plugin = self;
  reply.call = call;
  reply.is_empty = 1;
  tunnel_simple_begin(&reply, ",\"result\":");
  status = reply.status == TUNNEL_OK ? self->answer(self, call, &reply) : reply.status;
  if (!reply.is_error && reply.is_empty) tunnel_simple_put(&reply, "{}", 2);
  tunnel_simple_put(&reply, "}", 1);
  if (status >= 0) status = reply.status;
  *buffer = status >= 0 ? reply.buffer : 0;
  if (status < 0 && reply.buffer != 0) self->buffers->release(self->host, reply.buffer);
  return status;
}

static inline tunnel_status tunnel_simple_finish(const tunnel_simple *self, tunnel_exchange exchange,
                                                 uint32_t failure, const char *kind) {
  tunnel_outcome outcome;
  memset(&outcome, 0, sizeof outcome);
  outcome.size = (uint32_t)sizeof outcome;
  outcome.failure = failure;
  outcome.kind.data = kind;
  outcome.kind.size = strlen(kind);
  return self->exchanges->finish(self->host, exchange, &outcome);
}

/* Emits a response, takes over the reference to it, and finishes. */
static inline tunnel_status tunnel_simple_deliver(const tunnel_simple *self, tunnel_exchange exchange,
                                                  tunnel_buffer buffer) {
  tunnel_message message;
  tunnel_status status;
  memset(&message, 0, sizeof message);
  message.size = (uint32_t)sizeof message;
  message.buffer = buffer;
  status = self->exchanges->emit(self->host, exchange, &message, NULL);
  self->buffers->release(self->host, buffer);
  if (status == TUNNEL_E_STALE) return status;
  if (status == TUNNEL_E_LIMIT)
    return tunnel_simple_finish(self, exchange, TUNNEL_FAILURE_PROTOCOL, "response_body_too_large");
  return tunnel_simple_finish(self, exchange, status < 0 ? TUNNEL_FAILURE_INTERNAL : TUNNEL_FAILURE_NONE, "");
}

/* Finishes what needs no answer. Non-zero when that was all. */
static inline int tunnel_simple_acknowledge(const tunnel_simple *self, tunnel_exchange exchange,
                                            const tunnel_call *call) {
  if (call->kind == TUNNEL_CALL_REQUEST) return 0;
  /* A session, or what a later minor version of the ABI asks for: not here. */
  tunnel_simple_finish(self, exchange,
                       call->kind >= TUNNEL_CALL_SESSION_END ? TUNNEL_FAILURE_UNSUPPORTED : TUNNEL_FAILURE_NONE, "");
  return 1;
}

static inline tunnel_status tunnel_simple_open(tunnel_plugin_instance *instance, const tunnel_binding *binding,
                                               tunnel_error *error) {
  (void)instance, (void)binding, (void)error;
  return TUNNEL_OK;
}

static inline void tunnel_simple_close(tunnel_plugin_instance *instance) {
  tunnel_simple *self = tunnel_simple_of(instance);
  self->exchanges->closed(self->host);
}

static inline tunnel_status tunnel_simple_start(tunnel_plugin_instance *instance, tunnel_exchange exchange,
                                                const tunnel_call *call) {
  tunnel_simple *self = tunnel_simple_of(instance);
  tunnel_buffer buffer = 0;
  tunnel_status status;
  if (tunnel_simple_acknowledge(self, exchange, call)) return TUNNEL_OK;
  status = tunnel_simple_respond(self, call, &buffer);
  if (status < 0) return status; /* refuses the exchange: there is nothing left to finish */
  tunnel_simple_deliver(self, exchange, buffer);
  return TUNNEL_OK;
}

static inline void tunnel_simple_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange, uint32_t reason) {
  (void)instance, (void)exchange, (void)reason; /* start never leaves work behind that could be stopped */
}

static inline void tunnel_simple_probe(tunnel_plugin_instance *instance, tunnel_exchange exchange) {
  tunnel_simple_finish(tunnel_simple_of(instance), exchange, TUNNEL_FAILURE_NONE, "");
}

static inline const void *tunnel_simple_get_extension(tunnel_plugin_instance *instance, const char *name) {
  static const tunnel_transport transport = {
    (uint32_t)sizeof(tunnel_transport), 0, tunnel_simple_open, tunnel_simple_close, tunnel_simple_start,
    tunnel_simple_cancel, tunnel_simple_probe, NULL};
  (void)instance;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &transport : NULL;
}

static inline void tunnel_simple_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

/* Fills the zeroed memory of a new instance. */
static inline tunnel_status tunnel_simple_fill(tunnel_simple *self, const tunnel_host *host,
                                               tunnel_simple_answer answer, tunnel_error *error) {
  self->instance.size = (uint32_t)sizeof self->instance;
  self->instance.context = self;
  self->instance.get_extension = tunnel_simple_get_extension;
  self->instance.destroy = tunnel_simple_destroy;
  self->host = host;
  self->exchanges = (const tunnel_host_exchange *)host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  self->buffers = (const tunnel_host_buffer *)host->get_extension(host, TUNNEL_HOST_BUFFER);
  self->json = (const tunnel_host_json *)host->get_extension(host, TUNNEL_HOST_JSON);
  self->answer = answer;
  if (self->exchanges != NULL && self->buffers != NULL && self->json != NULL) return TUNNEL_OK;
  snprintf(error->message, sizeof error->message, "needs a host with exchanges, buffers and JSON");
  return TUNNEL_E_UNSUPPORTED;
}

static inline tunnel_status tunnel_simple_create(const tunnel_host *host, tunnel_simple_answer answer,
                                                 tunnel_plugin_instance **instance, tunnel_error *error) {
  tunnel_simple *self = (tunnel_simple *)calloc(1, sizeof *self);
  tunnel_status status;
  if (self == NULL) return TUNNEL_E_MEMORY;
  status = tunnel_simple_fill(self, host, answer, error);
  if (status == TUNNEL_OK) *instance = &self->instance;
  if (status != TUNNEL_OK) free(self);
  return status;
}

/* ---- The plugin ------------------------------------------------------------------------------ */

/* The entry of a plugin whose instances `make` creates. */
#define TUNNEL_SIMPLE_ENTRY(id_text, version_text, vendor_text, summary_text, make, answer)                           \
  static const char *const tunnel_simple_extensions[] = {TUNNEL_TRANSPORT, NULL};                                     \
  static const tunnel_plugin_descriptor tunnel_simple_descriptor = {                                                  \
    (uint32_t)sizeof(tunnel_plugin_descriptor), 0, id_text, version_text, vendor_text, summary_text,                  \
    tunnel_simple_extensions, NULL, NULL, NULL};                                                                      \
  static uint32_t tunnel_simple_descriptor_count(void) { return 1; }                                                  \
  static const tunnel_plugin_descriptor *tunnel_simple_descriptor_at(uint32_t index) {                                \
    return index == 0 ? &tunnel_simple_descriptor : NULL;                                                             \
  }                                                                                                                   \
  static tunnel_status tunnel_simple_entry_create(                                                                    \
      const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {              \
    return strcmp(id, id_text) == 0 ? make(host, answer, instance, error) : TUNNEL_E_INVALID;                         \
  }                                                                                                                   \
  /* Exported by its declaration in plugin.h: g++ refuses to be told twice. */                                        \
  const tunnel_plugin_entry tunnel_plugin = {                                                                         \
    (uint32_t)sizeof(tunnel_plugin_entry), TUNNEL_ABI_VERSION, tunnel_simple_descriptor_count,                        \
    tunnel_simple_descriptor_at, tunnel_simple_entry_create}

/* A plugin that answers on the host thread. All texts are string literals; a semicolon follows. */
#define TUNNEL_SIMPLE_TRANSPORT(id, version, vendor, summary, answer) \
  TUNNEL_SIMPLE_ENTRY(id, version, vendor, summary, tunnel_simple_create, answer)

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_SIMPLE_H */
