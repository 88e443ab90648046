#define _GNU_SOURCE
#include "CLLVM.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Every function of the C API that is used: result, name, parameters. Handles are opaque.
#define TS_FUNCTIONS(X)                                                                         \
  X(void, GetVersion, (unsigned *, unsigned *, unsigned *))                                     \
  X(void *, ContextCreate, (void))                                                              \
  X(void, ContextDispose, (void *))                                                             \
  X(void *, CreateMemoryBufferWithMemoryRangeCopy, (const char *, size_t, const char *))        \
  X(const char *, GetBufferStart, (void *))                                                     \
  X(size_t, GetBufferSize, (void *))                                                            \
  X(void, DisposeMemoryBuffer, (void *))                                                        \
  X(int, ParseIRInContext, (void *, void *, void **, char **))                                  \
  X(void, DisposeModule, (void *))                                                              \
  X(void, DisposeMessage, (char *))                                                             \
  X(char *, PrintModuleToString, (void *))                                                      \
  X(int, VerifyModule, (void *, int, char **))                                                  \
  X(void, SetTarget, (void *, const char *))                                                    \
  X(void, SetModuleDataLayout, (void *, void *))                                                \
  X(char *, GetDefaultTargetTriple, (void))                                                     \
  X(int, GetTargetFromTriple, (const char *, void **, char **))                                 \
  X(char *, GetHostCPUName, (void))                                                             \
  X(char *, GetHostCPUFeatures, (void))                                                         \
  X(void *, CreateTargetMachine,                                                                \
    (void *, const char *, const char *, const char *, int, int, int))                          \
  X(void, DisposeTargetMachine, (void *))                                                       \
  X(void *, CreateTargetDataLayout, (void *))                                                   \
  X(void, DisposeTargetData, (void *))                                                          \
  X(int, TargetMachineEmitToMemoryBuffer, (void *, void *, int, char **, void **))              \
  X(void *, CreatePassBuilderOptions, (void))                                                   \
  X(void, DisposePassBuilderOptions, (void *))                                                  \
  X(void *, RunPasses, (void *, const char *, void *, void *))                                  \
  X(char *, GetErrorMessage, (void *))                                                          \
  X(void, DisposeErrorMessage, (char *))                                                        \
  X(void *, OrcCreateLLJIT, (void **, void *))                                                  \
  X(char, OrcLLJITGetGlobalPrefix, (void *))                                                    \
  X(void *, OrcCreateDynamicLibrarySearchGeneratorForProcess, (void **, char, void *, void *))  \
  X(void, OrcJITDylibAddGenerator, (void *, void *))                                            \
  X(void *, OrcLLJITGetMainJITDylib, (void *))                                                  \
  X(void *, OrcJITDylibCreateResourceTracker, (void *))                                         \
  X(void *, OrcResourceTrackerRemove, (void *))                                                 \
  X(void, OrcReleaseResourceTracker, (void *))                                                  \
  X(void *, OrcLLJITAddObjectFileWithRT, (void *, void *, void *))                              \
  X(void *, OrcLLJITLookup, (void *, uint64_t *, const char *))

#define X(result, name, parameters) static result(*llvm_##name) parameters;
TS_FUNCTIONS(X)
#undef X

// What the inline functions of LLVM's headers call for the processor this is built for.
#if defined(__x86_64__)
#define TS_TARGET "X86"
#elif defined(__aarch64__)
#define TS_TARGET "AArch64"
#else
#define TS_TARGET "none"
#endif

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int is_open;
static char failure[512];
static char version[48];
static char *cpu, *features, *triple;
static void *jit;

static const char *const names[] = {
    "libLLVM.so.20.1", "libLLVM.so.19.1", "libLLVM-19.so.1", "libLLVM-19.so", "libLLVM.so.18.1",
};

static const char *const folders[] = {
    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
    "/usr/local/lib",
};

int ts_llvm_is_in_place(const char *path) {
  if (path) return access(path, R_OK) == 0;
  char file[256];
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
      snprintf(file, sizeof file, "%s/%s", folders[i], names[j]);
      if (access(file, R_OK) == 0) return 1;
    }
  return 0;
}

static int initialize(void *library) {
  static const char *const parts[] = {"TargetInfo", "Target", "TargetMC", "AsmPrinter"};
  char name[80];
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    snprintf(name, sizeof name, "LLVMInitialize" TS_TARGET "%s", parts[i]);
    void (*function)(void) = (void (*)(void))dlsym(library, name);
    if (!function) {
      snprintf(failure, sizeof failure, "libLLVM has no %s", name);
      return 0;
    }
    function();
  }
  return 1;
}

static void open_library(const char *path) {
  void *library = NULL;
  if (path) {
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      snprintf(failure, sizeof failure, "%s", dlerror());
      return;
    }
  } else {
    for (size_t i = 0; i < sizeof names / sizeof *names && !library; i++)
      library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      snprintf(failure, sizeof failure,
          "there is no libLLVM 18, 19 or 20; on Debian, apt-get install libllvm19");
      return;
    }
  }
#define X(result, name, parameters)                                                   \
  llvm_##name = (result(*) parameters)dlsym(library, "LLVM" #name);                   \
  if (!llvm_##name) {                                                                 \
    snprintf(failure, sizeof failure, "libLLVM has no LLVM" #name);                   \
    return;                                                                           \
  }
  TS_FUNCTIONS(X)
#undef X
  unsigned major, minor, patch;
  llvm_GetVersion(&major, &minor, &patch);
  snprintf(version, sizeof version, "%u.%u.%u", major, minor, patch);
  if (!initialize(library)) return;
  cpu = llvm_GetHostCPUName();
  features = llvm_GetHostCPUFeatures();
  triple = llvm_GetDefaultTargetTriple();
  is_open = 1;
}

const char *ts_llvm_open(const char *path) {
  pthread_mutex_lock(&lock);
  if (!is_open && !failure[0]) open_library(path);
  pthread_mutex_unlock(&lock);
  return is_open ? NULL : failure;
}

const char *ts_llvm_version(void) { return version; }
const char *ts_llvm_cpu(void) { return cpu; }
const char *ts_llvm_features(void) { return features; }

void ts_llvm_bytes_free(ts_llvm_bytes bytes) { free(bytes.data); }

static char *owned(const char *text) { return strdup(text ? text : "no reason given"); }

static char *taken(char *message) {
  char *copy = owned(message);
  if (message) llvm_DisposeMessage(message);
  return copy;
}

static char *reason(void *error) {
  char *message = llvm_GetErrorMessage(error);
  char *copy = owned(message);
  llvm_DisposeErrorMessage(message);
  return copy;
}

static char *out_of_memory(void) { return owned("out of memory"); }

static char *copy_bytes(const char *from, size_t size, ts_llvm_bytes *result) {
  result->data = malloc(size ? size : 1);
  if (!result->data) return out_of_memory();
  memcpy(result->data, from, size);
  result->size = size;
  return NULL;
}

static char *emit(void *module, void *machine, const char *passes, ts_llvm_form form,
    ts_llvm_bytes *result) {
  char *message = NULL;
  llvm_SetTarget(module, triple);
  void *layout = llvm_CreateTargetDataLayout(machine);
  llvm_SetModuleDataLayout(module, layout);
  llvm_DisposeTargetData(layout);
  const int return_status = 2;
  if (llvm_VerifyModule(module, return_status, &message)) return taken(message);
  if (message) llvm_DisposeMessage(message);
  void *options = llvm_CreatePassBuilderOptions();
  void *error = llvm_RunPasses(module, passes, machine, options);
  llvm_DisposePassBuilderOptions(options);
  if (error) return reason(error);
  if (form == TS_LLVM_IR) {
    char *text = llvm_PrintModuleToString(module);
    char *failed = copy_bytes(text, strlen(text), result);
    llvm_DisposeMessage(text);
    return failed;
  }
  void *buffer = NULL;
  message = NULL;
  if (llvm_TargetMachineEmitToMemoryBuffer(machine, module, (int)form, &message, &buffer))
    return taken(message);
  char *failed = copy_bytes(llvm_GetBufferStart(buffer), llvm_GetBufferSize(buffer), result);
  llvm_DisposeMemoryBuffer(buffer);
  return failed;
}

char *ts_llvm_compile(
    const char *ir, size_t size, const char *passes, ts_llvm_form form, ts_llvm_bytes *result) {
  char *message = NULL;
  void *target = NULL, *module = NULL;
  if (llvm_GetTargetFromTriple(triple, &target, &message)) return taken(message);
  // Each compilation has a context and a machine of its own, so that threads share nothing.
  void *context = llvm_ContextCreate();
  void *buffer = llvm_CreateMemoryBufferWithMemoryRangeCopy(ir, size, "kernels");
  if (llvm_ParseIRInContext(context, buffer, &module, &message)) {
    llvm_ContextDispose(context);
    return taken(message);
  }
  const int level_default = 2, pic = 2, model_jit = 1;
  void *machine =
      llvm_CreateTargetMachine(target, triple, cpu, features, level_default, pic, model_jit);
  char *failed = emit(module, machine, passes, form, result);
  llvm_DisposeTargetMachine(machine);
  llvm_DisposeModule(module);
  llvm_ContextDispose(context);
  return failed;
}

struct ts_llvm_code {
  void *tracker;
};

static char *ensure_jit(void) {
  if (jit) return NULL;
  void *made = NULL, *generator = NULL;
  void *error = llvm_OrcCreateLLJIT(&made, NULL);
  if (error) return reason(error);
  error = llvm_OrcCreateDynamicLibrarySearchGeneratorForProcess(
      &generator, llvm_OrcLLJITGetGlobalPrefix(made), NULL, NULL);
  if (error) return reason(error);
  llvm_OrcJITDylibAddGenerator(llvm_OrcLLJITGetMainJITDylib(made), generator);
  jit = made;
  return NULL;
}

ts_llvm_code *ts_llvm_load(const void *object, size_t size, char **message) {
  pthread_mutex_lock(&lock);
  ts_llvm_code *code = NULL;
  *message = ensure_jit();
  if (!*message) {
    void *tracker = llvm_OrcJITDylibCreateResourceTracker(llvm_OrcLLJITGetMainJITDylib(jit));
    void *buffer = llvm_CreateMemoryBufferWithMemoryRangeCopy(object, size, "kernels");
    void *error = llvm_OrcLLJITAddObjectFileWithRT(jit, tracker, buffer);
    if (error) {
      *message = reason(error);
      llvm_OrcReleaseResourceTracker(tracker);
    } else {
      code = malloc(sizeof *code);
      if (code) code->tracker = tracker;
      else *message = out_of_memory();
    }
  }
  pthread_mutex_unlock(&lock);
  return code;
}

uint64_t ts_llvm_symbol(ts_llvm_code *code, const char *name) {
  (void)code;
  uint64_t address = 0;
  pthread_mutex_lock(&lock);
  void *error = llvm_OrcLLJITLookup(jit, &address, name);
  if (error) {
    free(reason(error));
    address = 0;
  }
  pthread_mutex_unlock(&lock);
  return address;
}

void ts_llvm_unload(ts_llvm_code *code) {
  pthread_mutex_lock(&lock);
  void *error = llvm_OrcResourceTrackerRemove(code->tracker);
  if (error) free(reason(error));
  llvm_OrcReleaseResourceTracker(code->tracker);
  pthread_mutex_unlock(&lock);
  free(code);
}

void ts_llvm_part(void *loop, intptr_t number) {
  const ts_llvm_loop *it = loop;
  int64_t first = number * it->chunk;
  int64_t last = it->units - first < it->chunk ? it->units : first + it->chunk;
  ((void (*)(void *const *, int64_t, int64_t))(uintptr_t)it->function)(it->addresses, first, last);
}
