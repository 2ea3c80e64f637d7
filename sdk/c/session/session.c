/*
 * session.c - a server of one shared legacy session that insists on MCP's life cycle, as a child process would be, so
 * that the host's side of it can be tested. The method decides:
 *
 *   initialize                  a result, once in each generation; then -32600
 *   notifications/initialized   from then on other methods are answered
 *   server/discover             -32601
 *   log                         the methods of all messages so far, of every generation
 *   die                         the exchange ends with the server; a new generation is there at once
 *   everything else             {}; before notifications/initialized nothing at all
 *
 * The configuration {"silent":true} makes it answer nothing, {"refuses":true} makes it refuse every initialize.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tunnel/ext/host_buffer.h>
#include <tunnel/ext/host_readiness.h>
#include <tunnel/ext/transport.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

typedef struct {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_exchange *exchanges;
  const tunnel_host_readiness *readiness;
  uint64_t generation;
  int silent, refuses, opened, ready;
  char log[4096];
} session;

static void finish(session *self, tunnel_exchange exchange, uint32_t failure) {
  tunnel_outcome outcome = {.size = sizeof outcome, .failure = failure};
  if (failure == TUNNEL_FAILURE_CLOSED) outcome.kind = (tunnel_string)TEXT("eof");
  self->exchanges->finish(self->host, exchange, &outcome);
}

static void answer(session *self, tunnel_exchange exchange, const tunnel_call *call, const char *member) {
  char text[8192];
  int size = snprintf(
    text, sizeof text, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,%s}", (int)call->id.size, (const char *)call->id.data, member);
  tunnel_message message = {.size = sizeof message, .bytes = {text, (size_t)size}};
  self->exchanges->emit(self->host, exchange, &message, NULL);
  finish(self, exchange, TUNNEL_FAILURE_NONE);
}

static void begin(session *self) {
  self->opened = self->ready = 0;
  self->readiness->up(self->host, ++self->generation);
}

static void note(session *self, const tunnel_call *call) {
  size_t used = strlen(self->log);
  snprintf(self->log + used, sizeof self->log - used, " %.*s", (int)call->method.size, call->method.data);
}

static int is(const tunnel_call *call, const char *method) {
  return call->method.size == strlen(method) && memcmp(call->method.data, method, call->method.size) == 0;
}

static void request(session *self, tunnel_exchange exchange, const tunnel_call *call) {
  char result[4200];
  if (self->silent) return;
  if (is(call, "server/discover")) {
    answer(self, exchange, call, "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}");
  } else if (is(call, "initialize") && !self->opened && !self->refuses) {
    self->opened = 1;
    answer(
      self, exchange, call,
      "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
      "\"serverInfo\":{\"name\":\"session\",\"version\":\"1\"}}");
  } else if (is(call, "initialize")) {
    answer(self, exchange, call, "\"error\":{\"code\":-32600,\"message\":\"not now\"}");
  } else if (self->ready && is(call, "log")) {
    snprintf(result, sizeof result, "\"result\":{\"log\":\"%s\"}", self->log);
    answer(self, exchange, call, result);
  } else if (self->ready && is(call, "die")) {
    self->readiness->down(self->host, (tunnel_string)TEXT("it was asked to"));
    finish(self, exchange, TUNNEL_FAILURE_CLOSED);
    begin(self);
  } else if (self->ready) {
    answer(self, exchange, call, "\"result\":{}");
  }
}

static tunnel_status session_start(
    tunnel_plugin_instance *instance, tunnel_exchange exchange, const tunnel_call *call) {
  session *self = instance->context;
  note(self, call);
  if (call->kind == TUNNEL_CALL_REQUEST) return request(self, exchange, call), TUNNEL_OK;
  if (is(call, "notifications/initialized")) self->ready = self->opened;
  finish(self, exchange, TUNNEL_FAILURE_NONE);
  return TUNNEL_OK;
}

static void session_probe(tunnel_plugin_instance *instance, tunnel_exchange exchange) {
  finish(instance->context, exchange, TUNNEL_FAILURE_NONE);
}

static void session_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange, uint32_t reason) {
  (void)instance, (void)exchange, (void)reason; /* what is not answered is not remembered either */
}

static tunnel_status session_open(
    tunnel_plugin_instance *instance, const tunnel_binding *binding, tunnel_error *error) {
  session *self = instance->context;
  (void)error;
  self->silent = binding->config.size > 2 && binding->config.data[2] == 's';
  self->refuses = binding->config.size > 2 && binding->config.data[2] == 'r';
  begin(self);
  return TUNNEL_OK;
}

static void session_close(tunnel_plugin_instance *instance) {
  session *self = instance->context;
  self->exchanges->closed(self->host);
}

static const tunnel_transport transport = {
  .size = sizeof transport, .flags = TUNNEL_TRANSPORT_PROCESS_AFFINITY, .open = session_open, .close = session_close,
  .start = session_start, .cancel = session_cancel, .probe = session_probe};

static const void *session_get_extension(tunnel_plugin_instance *instance, const char *name) {
  (void)instance;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &transport : NULL;
}

static void session_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static const tunnel_plugin_descriptor descriptor = {
  .size = sizeof descriptor, .id = "com.example.session", .version = "1.0.0", .vendor = "Example",
  .summary = "Insists on MCP's life cycle", .extensions = (const char *const[]){TUNNEL_TRANSPORT, NULL}};

static uint32_t descriptor_count(void) { return 1; }

static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

static tunnel_status session_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  if (strcmp(id, descriptor.id) != 0) return TUNNEL_E_INVALID;
  session *self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->instance = (tunnel_plugin_instance){
    .size = sizeof self->instance, .context = self, .get_extension = session_get_extension, .destroy = session_destroy};
  self->host = host;
  self->exchanges = host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  self->readiness = host->get_extension(host, TUNNEL_HOST_READINESS);
  if (self->exchanges == NULL || self->readiness == NULL) {
    snprintf(error->message, sizeof error->message, "session needs a host with exchanges and readiness");
    free(self);
    return TUNNEL_E_UNSUPPORTED;
  }
  *instance = &self->instance;
  return TUNNEL_OK;
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = descriptor_count,
  .descriptor_at = descriptor_at, .create = session_create};
