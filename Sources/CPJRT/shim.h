// The subset of PJRT's C interface that is called here, declared anew. Each function takes one
// structure, which begins with its own size and a pointer to extensions; results are written into it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PJRTApi {
  size_t struct_size;
  void *extensions;
  size_t version_size;
  void *version_extensions;
  int32_t major;
  int32_t minor;
  /// The table; it only ever grows at its end, and `struct_size` says how far it reaches.
  void *(*functions[1])(void *arguments);
} PJRTApi;

/// Places in the table.
enum {
  PJRT_ERROR_DESTROY = 0,
  PJRT_ERROR_MESSAGE = 1,
  PJRT_PLUGIN_INITIALIZE = 3,
  PJRT_PLUGIN_ATTRIBUTES = 4,
  PJRT_EVENT_DESTROY = 5,
  PJRT_EVENT_AWAIT = 8,
  PJRT_CLIENT_CREATE = 10,
  PJRT_CLIENT_DESTROY = 11,
  PJRT_CLIENT_PLATFORM_NAME = 12,
  PJRT_CLIENT_PLATFORM_VERSION = 14,
  PJRT_CLIENT_ADDRESSABLE_DEVICES = 16,
  PJRT_CLIENT_COMPILE = 20,
  PJRT_CLIENT_BUFFER_FROM_HOST_BUFFER = 22,
  PJRT_LOADED_EXECUTABLE_DESTROY = 50,
  PJRT_LOADED_EXECUTABLE_EXECUTE = 55,
  PJRT_BUFFER_DESTROY = 58,
  PJRT_BUFFER_TO_HOST_BUFFER = 70,
};

/// What a function of one object takes: destroying, awaiting, initializing.
typedef struct PJRTObject {
  size_t struct_size;
  void *extensions;
  void *object;
} PJRTObject;

typedef struct PJRTErrorMessage {
  size_t struct_size;
  void *extensions;
  void *error;
  const char *message;
  size_t message_size;
} PJRTErrorMessage;

/// A name with a text (kind 0), a number (1), numbers (2), a float (3) or a truth value (4).
typedef struct PJRTNamedValue {
  size_t struct_size;
  void *extensions;
  const char *name;
  size_t name_size;
  int32_t kind;
  union {
    const char *text;
    int64_t number;
    const int64_t *numbers;
    float real;
    bool flag;
  } value;
  size_t value_size;
} PJRTNamedValue;

typedef struct PJRTPluginAttributes {
  size_t struct_size;
  void *extensions;
  const PJRTNamedValue *attributes;
  size_t count;
} PJRTPluginAttributes;

typedef struct PJRTClientCreate {
  size_t struct_size;
  void *extensions;
  const PJRTNamedValue *options;
  size_t option_count;
  void *key_value_callbacks[4];
  void *client;
  void *key_value_try_callback[2];
} PJRTClientCreate;

typedef struct PJRTClientText {
  size_t struct_size;
  void *extensions;
  void *client;
  const char *text;
  size_t text_size;
} PJRTClientText;

typedef struct PJRTClientDevices {
  size_t struct_size;
  void *extensions;
  void *client;
  void *const *devices;
  size_t count;
} PJRTClientDevices;

typedef struct PJRTProgram {
  size_t struct_size;
  void *extensions;
  const char *code;
  size_t code_size;
  const char *format;
  size_t format_size;
} PJRTProgram;

typedef struct PJRTClientCompile {
  size_t struct_size;
  void *extensions;
  void *client;
  const PJRTProgram *program;
  const char *options;
  size_t options_size;
  void *executable;
} PJRTClientCompile;

typedef struct PJRTFromHost {
  size_t struct_size;
  void *extensions;
  void *client;
  const void *data;
  int32_t type;
  const int64_t *dimensions;
  size_t dimension_count;
  const int64_t *byte_strides;
  size_t byte_stride_count;
  int32_t semantics;
  void *device;
  void *memory;
  void *layout;
  void *done_event;
  void *buffer;
} PJRTFromHost;

typedef struct PJRTToHost {
  size_t struct_size;
  void *extensions;
  void *source;
  void *layout;
  void *destination;
  size_t destination_size;
  void *event;
} PJRTToHost;

typedef struct PJRTExecuteOptions {
  size_t struct_size;
  void *extensions;
  void *send_callbacks;
  void *receive_callbacks;
  size_t send_count;
  size_t receive_count;
  int32_t launch;
  const int64_t *kept_arguments;
  size_t kept_argument_count;
  void *context;
  const char *call_location;
  size_t task_count;
  int32_t *task_ids;
  int64_t *incarnation_ids;
} PJRTExecuteOptions;

typedef struct PJRTExecute {
  size_t struct_size;
  void *extensions;
  void *executable;
  PJRTExecuteOptions *options;
  void *const *const *arguments;
  size_t device_count;
  size_t argument_count;
  void **const *results;
  void **events;
  void *device;
} PJRTExecute;

/// Whether the table of `api` reaches as far as `function`.
static inline bool pjrt_has(const PJRTApi *api, int32_t function) {
  return api->struct_size >= offsetof(PJRTApi, functions) + sizeof(void *) * (size_t)(function + 1);
}

/// Calls a function of the table; gives an error, or a null pointer if there was none.
static inline void *pjrt_call(const PJRTApi *api, int32_t function, void *arguments) {
  return ((void *(*const *)(void *))api->functions)[function](arguments);
}

/// Calls the function that a plugin exports, which gives its table.
static inline const PJRTApi *pjrt_table(void *get_pjrt_api) {
  return ((const PJRTApi *(*)(void))get_pjrt_api)();
}
