/*
 * pool_race.c - hurries the pool of tunnel/simple_blocking.h under a sanitizer: a host of a few lines starts, cancels and
 * closes as fast as it can, while four threads answer. scripts/check-sdk builds and runs it.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <tunnel/simple_blocking.h>

enum { ROUNDS = 50, CALLS = 400 };

static atomic_int live_buffers, emitted, finished, closings, late;
static atomic_int cancelled[CALLS + 1];

typedef struct {
  atomic_int references;
  size_t size;
  char bytes[512];
} buffer;

static buffer *at(tunnel_buffer handle) { return (buffer *)(uintptr_t)handle; }

static tunnel_buffer create(const tunnel_host *host, size_t capacity) {
  (void)host, (void)capacity;
  buffer *made = calloc(1, sizeof *made);
  made->references = 1;
  live_buffers++;
  return (tunnel_buffer)(uintptr_t)made;
}

static tunnel_status append(const tunnel_host *host, tunnel_buffer handle, tunnel_bytes bytes) {
  (void)host;
  if (at(handle)->size + bytes.size > sizeof at(handle)->bytes) return TUNNEL_E_LIMIT;
  memcpy(at(handle)->bytes + at(handle)->size, bytes.data, bytes.size);
  at(handle)->size += bytes.size;
  return TUNNEL_OK;
}

static tunnel_status view(const tunnel_host *host, tunnel_buffer handle, tunnel_bytes *contents) {
  (void)host;
  contents->data = at(handle)->bytes;
  contents->size = at(handle)->size;
  return TUNNEL_OK;
}

static tunnel_status retain(const tunnel_host *host, tunnel_buffer handle) {
  (void)host;
  at(handle)->references++;
  return TUNNEL_OK;
}

static tunnel_status release(const tunnel_host *host, tunnel_buffer handle) {
  (void)host;
  if (--at(handle)->references > 0) return TUNNEL_OK;
  free(at(handle));
  live_buffers--;
  return TUNNEL_OK;
}

static tunnel_status emit(
    const tunnel_host *host, tunnel_exchange exchange, const tunnel_message *message, tunnel_message_kind *kind) {
  char expected[128];
  (void)host, (void)kind;
  snprintf(expected, sizeof expected, "{\"jsonrpc\":\"2.0\",\"id\":%d,\"result\":{\"header\":\"v%d\"}}", (int)exchange,
           (int)exchange);
  if (at(message->buffer)->size != strlen(expected) ||
      memcmp(at(message->buffer)->bytes, expected, strlen(expected)) != 0)
    abort();
  late += cancelled[exchange];
  emitted++;
  return TUNNEL_OK;
}

static tunnel_status finish(const tunnel_host *host, tunnel_exchange exchange, const tunnel_outcome *outcome) {
  (void)host, (void)outcome;
  late += cancelled[exchange];
  finished++;
  return TUNNEL_OK;
}

static tunnel_status closed(const tunnel_host *host) {
  (void)host;
  closings++;
  return TUNNEL_OK;
}

static tunnel_status find(const tunnel_host *host, tunnel_bytes bytes, const char *pointer, tunnel_bytes *value) {
  (void)host, (void)bytes, (void)pointer, (void)value;
  return TUNNEL_E_INVALID;
}

static const void *get_extension(const tunnel_host *host, const char *name) {
  static const tunnel_host_buffer buffers = {sizeof buffers, create, append, view, retain, release};
  static const tunnel_host_exchange exchanges = {.size = sizeof exchanges, .emit = emit, .finish = finish, .closed = closed};
  static const tunnel_host_json json = {.size = sizeof json, .find = find};
  (void)host;
  if (strcmp(name, TUNNEL_HOST_BUFFER) == 0) return &buffers;
  if (strcmp(name, TUNNEL_HOST_EXCHANGE) == 0) return &exchanges;
  return strcmp(name, TUNNEL_HOST_JSON) == 0 ? &json : NULL;
}

/* Answers with the call's one header, which must have outlived the host's own copy. */
static tunnel_status answer(const tunnel_simple *plugin, const tunnel_call *call, tunnel_simple_reply *reply) {
  (void)plugin;
  if (call->headers.count != 1 || !tunnel_simple_is(call, "race")) return TUNNEL_E_INVALID;
  tunnel_simple_text(reply, "{\"header\":");
  tunnel_simple_quoted(reply, call->headers.items[0].value);
  return tunnel_simple_text(reply, "}");
}

TUNNEL_SIMPLE_BLOCKING_TRANSPORT("com.example.race", "1.0.0", "Example", "Races", answer);

static tunnel_status start(const tunnel_transport *transport, tunnel_plugin_instance *instance, int id) {
  char value[16], message[64];
  tunnel_header header = {{"X", 1}, {value, 0}};
  tunnel_call call = {.size = sizeof call, .kind = TUNNEL_CALL_REQUEST, .headers = {&header, 1}};
  header.value.size = (size_t)snprintf(value, sizeof value, "v%d", id);
  tunnel_bytes bytes = {message, (size_t)snprintf(message, sizeof message, "{\"id\":%d,\"method\":\"race\"}", id)};
  call.buffer = create(NULL, 0);
  append(NULL, call.buffer, bytes);
  view(NULL, call.buffer, &call.message);
  const char *text = call.message.data, *method = strstr(text, "race");
  call.id = (tunnel_bytes){text + 6, (size_t)(strchr(text, ',') - text) - 6};
  call.method = (tunnel_string){method, 4};
  tunnel_status status = transport->start(instance, (tunnel_exchange)id, &call);
  release(NULL, call.buffer);
  memset(value, '!', sizeof value);
  return status;
}

int main(void) {
  const tunnel_host host = {.size = sizeof host, .abi_version = TUNNEL_ABI_VERSION, .get_extension = get_extension};
  int accepted = 0, cancels = 0;
  for (int round = 0; round < ROUNDS; round++) {
    tunnel_plugin_instance *instance = NULL;
    tunnel_error error = {.size = sizeof error};
    tunnel_binding binding = {.size = sizeof binding};
    if (tunnel_plugin.create(&host, "com.example.race", &instance, &error) != TUNNEL_OK) return 2;
    const tunnel_transport *transport = instance->get_extension(instance, TUNNEL_TRANSPORT);
    /* Also a binding that is closed without ever having been opened. */
    if (round % 10 != 9 && transport->open(instance, &binding, &error) != TUNNEL_OK) return 3;
    for (int id = 1; id <= CALLS; id++) cancelled[id] = 0;
    for (int id = 1; id <= CALLS && round % 10 != 9; id++) {
      if (start(transport, instance, id) != TUNNEL_OK) continue;
      accepted++;
      if (id % 3 != 0) continue;
      transport->cancel(instance, (tunnel_exchange)(id - id % 7), TUNNEL_CANCEL_DEADLINE);
      cancelled[id - id % 7] = 1; /* from here on a word about it is one too many */
      cancels++;
    }
    for (int id = 1; id <= CALLS; id++) {
      transport->cancel(instance, (tunnel_exchange)id, TUNNEL_CANCEL_SHUTDOWN);
      cancelled[id] = 1;
    }
    transport->close(instance);
    while (closings <= round) sched_yield();
    instance->destroy(instance);
  }
  printf("%d accepted, %d cancelled, %d answered, %d finished, %d buffers left, %d words too late\n", accepted, cancels,
         emitted, finished, live_buffers, late);
  return emitted == finished && live_buffers == 0 && late == 0 && closings == ROUNDS && emitted > 0 ? 0 : 1;
}
