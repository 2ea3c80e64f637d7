/*
 * misbehave.c - a transport that breaks the contract in the way the method's name asks for, so that the host's
 * guards can be tested. Every other method is answered with its params, as echo.c does.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tunnel/ext/host_buffer.h>
#include <tunnel/ext/host_json.h>
#include <tunnel/ext/transport.h>
#include <unistd.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

typedef struct {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_exchange *exchanges;
  const tunnel_host_buffer *buffers;
  const tunnel_host_json *json;
  atomic_uint users;          /* the open binding and each running thread; the last one out reports closed */
  tunnel_exchange late;       /* of emit-after-cancel */
} misbehave;

/* Work for a thread of its own. */
typedef struct {
  misbehave *self;
  tunnel_exchange exchange;
  tunnel_buffer answer;
} job;

static volatile int *volatile nowhere = NULL;
static const tunnel_bytes huge = {NULL, 4u << 20};

/* A buffer with a response to `id`; `huge` stands for a string of that many bytes. 0 on failure. */
static tunnel_buffer response(misbehave *self, tunnel_bytes id, tunnel_bytes result) {
  const tunnel_bytes head[] = {TEXT("{\"jsonrpc\":\"2.0\",\"id\":"), id, TEXT(",\"result\":")};
  static char filler[1 << 16];
  tunnel_buffer buffer = self->buffers->create(self->host, result.size + id.size + 64);
  tunnel_status status = buffer == 0 ? TUNNEL_E_MEMORY : TUNNEL_OK;
  for (size_t i = 0; i < 3 && status == TUNNEL_OK; i++) status = self->buffers->append(self->host, buffer, head[i]);
  if (result.data == NULL) {
    tunnel_bytes piece = {memset(filler, 'x', sizeof filler), sizeof filler};
    if (status == TUNNEL_OK) status = self->buffers->append(self->host, buffer, (tunnel_bytes)TEXT("\""));
    for (size_t sent = 0; sent < result.size && status == TUNNEL_OK; sent += piece.size)
      status = self->buffers->append(self->host, buffer, piece);
    result = (tunnel_bytes)TEXT("\"");
  }
  if (status == TUNNEL_OK) status = self->buffers->append(self->host, buffer, result);
  if (status == TUNNEL_OK) status = self->buffers->append(self->host, buffer, (tunnel_bytes)TEXT("}"));
  if (status == TUNNEL_OK) return buffer;
  if (buffer != 0) self->buffers->release(self->host, buffer);
  return 0;
}

static void emit_bytes(misbehave *self, tunnel_exchange exchange, tunnel_bytes bytes) {
  tunnel_message message = {.size = sizeof message, .bytes = bytes};
  self->exchanges->emit(self->host, exchange, &message, NULL);
}

static void emit_buffer(misbehave *self, tunnel_exchange exchange, tunnel_buffer buffer) {
  tunnel_message message = {.size = sizeof message, .buffer = buffer};
  self->exchanges->emit(self->host, exchange, &message, NULL);
}

static void finish(misbehave *self, tunnel_exchange exchange) {
  self->exchanges->finish(self->host, exchange, &(tunnel_outcome){.size = sizeof(tunnel_outcome)});
}

static void leave(misbehave *self) {
  if (atomic_fetch_sub(&self->users, 1) == 1) self->exchanges->closed(self->host);
}

static void *answer_from_thread(void *argument) {
  job work = *(job *)argument;
  free(argument);
  emit_buffer(work.self, work.exchange, work.answer);
  work.self->buffers->release(work.self->host, work.answer);
  finish(work.self, work.exchange);
  leave(work.self);
  return NULL;
}

/* Takes over the reference to `answer`, also on failure. */
static tunnel_status finish_from_thread(misbehave *self, tunnel_exchange exchange, tunnel_buffer answer) {
  pthread_t thread;
  job *work = malloc(sizeof *work);
  atomic_fetch_add(&self->users, 1);
  if (work != NULL) {
    *work = (job){self, exchange, answer};
    if (pthread_create(&thread, NULL, answer_from_thread, work) == 0) {
      pthread_detach(thread);
      return TUNNEL_OK;
    }
  }
  free(work);
  self->buffers->release(self->host, answer);
  leave(self);
  return TUNNEL_E_SYSTEM;
}

static int is(const tunnel_call *call, const char *method) {
  return call->method.size == strlen(method) && memcmp(call->method.data, method, call->method.size) == 0;
}

static tunnel_status misbehave_start(
    tunnel_plugin_instance *instance, tunnel_exchange exchange, const tunnel_call *call) {
  misbehave *self = instance->context;
  if (call->kind != TUNNEL_CALL_REQUEST) return finish(self, exchange), TUNNEL_OK;
  if (is(call, "fail-start")) return TUNNEL_E_INVALID;
  if (is(call, "never-finish")) return TUNNEL_OK;
  /* What no guard inside the same process can help against: for isolation: process. */
  if (is(call, "crash")) *nowhere = 1;
  if (is(call, "exit")) _exit(3);
  if (is(call, "hang"))
    for (;;) pause();
  if (is(call, "emit-after-cancel")) return self->late = exchange, TUNNEL_OK;
  if (is(call, "not-json")) {
    emit_bytes(self, exchange, (tunnel_bytes)TEXT("this is not JSON"));
    return finish(self, exchange), TUNNEL_OK;
  }
  tunnel_bytes result;
  if (is(call, "crash-free-huge"))
    result = huge;
  else if (self->json->find(self->host, call->message, "/params", &result) != TUNNEL_OK)
    result = (tunnel_bytes)TEXT("{}");
  tunnel_buffer answer = response(self, call->id, result);
  if (answer == 0) return TUNNEL_E_MEMORY;
  if (is(call, "finish-from-thread")) return finish_from_thread(self, exchange, answer);
  if (is(call, "unknown-handle")) {
    emit_buffer(self, UINT64_MAX - 1, answer);
    finish(self, UINT64_MAX - 1);
  }
  emit_buffer(self, exchange, answer);
  if (is(call, "two-responses")) emit_buffer(self, exchange, answer);
  if (!is(call, "answer-without-finish")) finish(self, exchange);
  if (is(call, "finish-twice")) finish(self, exchange);
  if (is(call, "emit-after-finish")) emit_buffer(self, exchange, answer);
  self->buffers->release(self->host, answer);
  return TUNNEL_OK;
}

static void misbehave_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange, uint32_t reason) {
  misbehave *self = instance->context;
  (void)reason;
  if (exchange != self->late) return;
  emit_bytes(self, exchange, (tunnel_bytes)TEXT("{\"jsonrpc\":\"2.0\",\"method\":\"late\"}"));
}

static void misbehave_probe(tunnel_plugin_instance *instance, tunnel_exchange exchange) {
  finish(instance->context, exchange);
}

static tunnel_status misbehave_open(
    tunnel_plugin_instance *instance, const tunnel_binding *binding, tunnel_error *error) {
  (void)instance, (void)binding, (void)error;
  return TUNNEL_OK;
}

static void misbehave_close(tunnel_plugin_instance *instance) { leave(instance->context); }

static const tunnel_transport transport = {
  .size = sizeof transport, .open = misbehave_open, .close = misbehave_close, .start = misbehave_start,
  .cancel = misbehave_cancel, .probe = misbehave_probe};

static const void *misbehave_get_extension(tunnel_plugin_instance *instance, const char *name) {
  (void)instance;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &transport : NULL;
}

static void misbehave_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static const tunnel_plugin_descriptor descriptor = {
  .size = sizeof descriptor, .id = "com.example.misbehave", .version = "1.0.0", .vendor = "Example",
  .summary = "Breaks the contract on request", .extensions = (const char *const[]){TUNNEL_TRANSPORT, NULL}};

static uint32_t descriptor_count(void) { return 1; }

static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

static tunnel_status misbehave_create(
    const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  if (strcmp(id, descriptor.id) != 0) return TUNNEL_E_INVALID;
  misbehave *self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->instance = (tunnel_plugin_instance){
    .size = sizeof self->instance, .context = self, .get_extension = misbehave_get_extension,
    .destroy = misbehave_destroy};
  self->host = host;
  self->exchanges = host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  self->buffers = host->get_extension(host, TUNNEL_HOST_BUFFER);
  self->json = host->get_extension(host, TUNNEL_HOST_JSON);
  atomic_init(&self->users, 1);
  if (self->exchanges == NULL || self->buffers == NULL || self->json == NULL) {
    snprintf(error->message, sizeof error->message, "misbehave needs a host with exchanges, buffers and JSON");
    free(self);
    return TUNNEL_E_UNSUPPORTED;
  }
  *instance = &self->instance;
  return TUNNEL_OK;
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = descriptor_count,
  .descriptor_at = descriptor_at, .create = misbehave_create};
