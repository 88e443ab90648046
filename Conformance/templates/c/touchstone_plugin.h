/* A backend in a shared library, to be judged by `touchstone verify --plugin FILE.so`.
 *
 * The library exports one function, touchstone_plugin(), that returns a table of functions. The judge
 * loads the library into a process of its own, so a crash costs one case.
 *
 * A program comes in two forms at once: as StableHLO text, and as a walk of its equations. Take either.
 * Everything the judge passes stays valid until the call returns; copy what you keep. Calls come one at
 * a time. Floats, integers and booleans lie in memory as C has them, elements narrower than a byte one
 * to a byte (signed ones extended), complex numbers as real part, imaginary part, all in row-major order.
 */
#ifndef TOUCHSTONE_PLUGIN_H
#define TOUCHSTONE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TOUCHSTONE_PLUGIN_VERSION 1

/* dtype is a name of SPEC.md: "i1", "i32", "ui8", "bf16", "f32", "complex64", "token", "tuple", ... */
typedef struct TouchstoneType {
  const char *dtype;
  size_t rank;
  const int64_t *shape;
  size_t element_count; /* how many elements a tensor of this type has */
} TouchstoneType;

typedef struct TouchstoneTensor {
  TouchstoneType type;
  void *data;
  size_t byte_count;
} TouchstoneTensor;

typedef enum TouchstoneKind {
  TOUCHSTONE_UNIT = 0,   /* present without a value */
  TOUCHSTONE_BOOL,       /* integer is 0 or 1 */
  TOUCHSTONE_INTEGER,    /* integer */
  TOUCHSTONE_FLOAT,      /* number */
  TOUCHSTONE_STRING,     /* string: text, a case of an enumeration, or an attribute as it was written */
  TOUCHSTONE_FUNCTION,   /* string: the name of a function of the program */
  TOUCHSTONE_INTEGERS,   /* integers, count */
  TOUCHSTONE_TENSOR,     /* tensor */
  TOUCHSTONE_LIST,       /* items, count; the items have no names */
  TOUCHSTONE_FIELDS,     /* items, count; each with its name */
  TOUCHSTONE_TYPE        /* type */
} TouchstoneKind;

/* A static parameter of an operation, by the name StableHLO's text gives it. */
typedef struct TouchstoneAttribute {
  const char *name;
  TouchstoneKind kind;
  int64_t integer;
  double number;
  const char *string;
  size_t count;
  const int64_t *integers;
  const struct TouchstoneAttribute *items;
  const TouchstoneTensor *tensor;
  const TouchstoneType *type;
} TouchstoneAttribute;

struct TouchstoneBlock;

/* One operation applied to values of its block, which are numbered: parameters first. */
typedef struct TouchstoneEquation {
  const char *name; /* with its dialect: "stablehlo.add" */
  size_t attribute_count;
  const TouchstoneAttribute *attributes;
  size_t operand_count;
  const size_t *operands;
  size_t result_count;
  size_t first_result; /* the number of the first result; the others follow */
  const TouchstoneType *result_types;
  size_t region_count;
  const struct TouchstoneBlock *regions;
  size_t capture_count; /* how many leading operands, and leading parameters of each region, are captured */
} TouchstoneEquation;

typedef struct TouchstoneBlock {
  size_t value_count; /* parameters and results of equations */
  size_t parameter_count;
  const TouchstoneType *parameters;
  size_t equation_count;
  const TouchstoneEquation *equations;
  size_t result_count;
  const size_t *results; /* the numbers of the values returned */
  const TouchstoneType *result_types;
} TouchstoneBlock;

typedef struct TouchstoneFunction {
  const char *name;
  TouchstoneBlock body;
} TouchstoneFunction;

typedef struct TouchstoneProgram {
  const char *text; /* StableHLO, ends in a zero byte */
  size_t text_length;
  size_t function_count;
  const TouchstoneFunction *functions;
  const TouchstoneFunction *main;
} TouchstoneProgram;

typedef enum TouchstoneStatus {
  TOUCHSTONE_OK = 0,
  TOUCHSTONE_FAILED = 1,
  TOUCHSTONE_UNSUPPORTED = 2 /* the program is right, and this backend does not run it */
} TouchstoneStatus;

/* Where to write what went wrong: at most TOUCHSTONE_MESSAGE_SIZE bytes with the zero at the end. */
#define TOUCHSTONE_MESSAGE_SIZE 1024

typedef struct TouchstonePlugin {
  uint32_t version; /* TOUCHSTONE_PLUGIN_VERSION */
  const char *name;
  const char *backend_version; /* or NULL */
  /* What is not supported, as JSON (Conformance/schema/capability-v1.schema.json); NULL: everything is. */
  const char *capabilities;

  TouchstoneStatus (*create)(void **backend, char *message);
  TouchstoneStatus (*compile)(
      void *backend, const TouchstoneProgram *program, void **executable, char *message);
  /* Writes the elements of each result into the memory it comes with, which has its byte_count. */
  TouchstoneStatus (*execute)(
      void *backend, void *executable, const TouchstoneTensor *arguments, size_t argument_count,
      TouchstoneTensor *results, size_t result_count, char *message);
  void (*destroy_executable)(void *backend, void *executable);
  void (*destroy)(void *backend);
} TouchstonePlugin;

/* What the shared library exports. */
const TouchstonePlugin *touchstone_plugin(void);

#ifdef __cplusplus
}
#endif
#endif
