/* echo.c - the echo without tunnel/simple.h: what that header writes for you, function by function. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tunnel/ext/host_buffer.h>
#include <tunnel/ext/host_json.h>
#include <tunnel/ext/transport.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

typedef struct {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_exchange *exchanges;
  const tunnel_host_buffer *buffers;
  const tunnel_host_json *json;
} echo;

static tunnel_status answer(echo *self, tunnel_exchange exchange, const tunnel_call *call) {
  tunnel_bytes params;
  if (self->json->find(self->host, call->message, "/params", &params) != TUNNEL_OK) params = (tunnel_bytes)TEXT("{}");
  const tunnel_bytes pieces[] = {
    TEXT("{\"jsonrpc\":\"2.0\",\"id\":"), call->id, TEXT(",\"result\":"), params, TEXT("}")};
  tunnel_buffer buffer = self->buffers->create(self->host, call->message.size + 64);
  if (buffer == 0) return TUNNEL_E_MEMORY;
  tunnel_status status = TUNNEL_OK;
  for (size_t i = 0; i < 5 && status == TUNNEL_OK; i++) status = self->buffers->append(self->host, buffer, pieces[i]);
  tunnel_message message = {.size = sizeof message, .buffer = buffer};
  if (status == TUNNEL_OK) status = self->exchanges->emit(self->host, exchange, &message, NULL);
  self->buffers->release(self->host, buffer); /* the host has taken its own reference */
  return status;
}

static tunnel_status echo_start(tunnel_plugin_instance *instance, tunnel_exchange exchange, const tunnel_call *call) {
  echo *self = instance->context;
  tunnel_outcome outcome = {.size = sizeof outcome};
  if (call->kind >= TUNNEL_CALL_SESSION_END) outcome.failure = TUNNEL_FAILURE_UNSUPPORTED; /* and later kinds */
  if (call->kind == TUNNEL_CALL_REQUEST) {
    tunnel_status status = answer(self, exchange, call);
    if (status != TUNNEL_OK) return status; /* refuses the exchange: there is nothing left to finish */
  }
  return self->exchanges->finish(self->host, exchange, &outcome);
}

static void echo_probe(tunnel_plugin_instance *instance, tunnel_exchange exchange) {
  echo *self = instance->context;
  self->exchanges->finish(self->host, exchange, &(tunnel_outcome){.size = sizeof(tunnel_outcome)});
}

static void echo_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange, uint32_t reason) {
  (void)instance, (void)exchange, (void)reason; /* start never leaves work behind that could be stopped */
}

static tunnel_status echo_open(tunnel_plugin_instance *instance, const tunnel_binding *binding, tunnel_error *error) {
  (void)instance, (void)binding, (void)error; /* nothing to configure */
  return TUNNEL_OK;
}

static void echo_close(tunnel_plugin_instance *instance) {
  echo *self = instance->context;
  self->exchanges->closed(self->host);
}

static const tunnel_transport transport = {
  .size = sizeof transport, .open = echo_open, .close = echo_close, .start = echo_start, .cancel = echo_cancel,
  .probe = echo_probe};

static const void *echo_get_extension(tunnel_plugin_instance *instance, const char *name) {
  (void)instance;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &transport : NULL;
}

static void echo_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static const tunnel_plugin_descriptor descriptor = {
  .size = sizeof descriptor, .id = "com.example.echo-full", .version = "1.0.0", .vendor = "Example",
  .summary = "Answers every request with its own params",
  .extensions = (const char *const[]){TUNNEL_TRANSPORT, NULL}};

static uint32_t descriptor_count(void) { return 1; }

static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

static tunnel_status echo_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  if (strcmp(id, descriptor.id) != 0) return TUNNEL_E_INVALID;
  echo *self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->instance = (tunnel_plugin_instance){
    .size = sizeof self->instance, .context = self, .get_extension = echo_get_extension, .destroy = echo_destroy};
  self->host = host;
  self->exchanges = host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  self->buffers = host->get_extension(host, TUNNEL_HOST_BUFFER);
  self->json = host->get_extension(host, TUNNEL_HOST_JSON);
  if (self->exchanges == NULL || self->buffers == NULL || self->json == NULL) {
    snprintf(error->message, sizeof error->message, "echo needs a host with exchanges, buffers and JSON");
    free(self);
    return TUNNEL_E_UNSUPPORTED;
  }
  *instance = &self->instance;
  return TUNNEL_OK;
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = descriptor_count,
  .descriptor_at = descriptor_at, .create = echo_create};
