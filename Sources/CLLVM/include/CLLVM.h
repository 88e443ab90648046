#ifndef TS_CLLVM_H
#define TS_CLLVM_H

#include <stddef.h>
#include <stdint.h>

// LLVM's C API reached by dlopen: the package builds without LLVM's headers, starts without its
// library, and finds out when it is first needed whether there is one.

// Whether the library's file lies where libraries usually do, or at the path; does not open it.
int ts_llvm_is_in_place(const char *path);

/// Opens the library once and looks up every function used; NULL, or why that failed.
/// `path` names a library, or is NULL for the newest known one.
const char *ts_llvm_open(const char *path);

/// The version of the library that is open: "19.1.7".
const char *ts_llvm_version(void);
/// The processor that code is made for, and its features; valid as long as the process runs.
const char *ts_llvm_cpu(void);
const char *ts_llvm_features(void);

/// Bytes that the library made; `ts_llvm_bytes_free` gives them back.
typedef struct {
  char *data;
  size_t size;
} ts_llvm_bytes;
void ts_llvm_bytes_free(ts_llvm_bytes bytes);

typedef enum {
  TS_LLVM_OBJECT = 1,
  TS_LLVM_ASSEMBLY = 0,
  TS_LLVM_IR = 2,
} ts_llvm_form;

/// Compiles a module of IR text: checks it, runs `passes`, and gives it in `form`.
/// NULL, or what was wrong, to be given back with `free`. Threads may compile side by side.
char *ts_llvm_compile(
    const char *ir, size_t size, const char *passes, ts_llvm_form form, ts_llvm_bytes *result);

/// Code that runs: an object linked into this process.
typedef struct ts_llvm_code ts_llvm_code;

/// Links an object; NULL and a `message` to be given back with `free` where that fails.
ts_llvm_code *ts_llvm_load(const void *object, size_t size, char **message);
/// The address of a function, or 0.
uint64_t ts_llvm_symbol(ts_llvm_code *code, const char *name);
/// Takes the code out of the process; nothing may run it any more.
void ts_llvm_unload(ts_llvm_code *code);

/// A kernel with the addresses of its tensors and its units of work, to be done in parts.
typedef struct {
  uint64_t function;
  void *const *addresses;
  int64_t units;
  int64_t chunk;
} ts_llvm_loop;

/// Does part `number` of the loop that `loop` points to.
void ts_llvm_part(void *loop, intptr_t number);

#endif
