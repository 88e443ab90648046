/* A backend of three operations on f32, by a walk of the program's equations. Build it, and judge it:
 *
 *   cc -std=c11 -O2 -shared -fPIC -o toy.so toy.c
 *   touchstone-judge verify --plugin ./toy.so --profile core
 */
#include "touchstone_plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What there is to do, in order: one step for each equation, on numbered values. */
typedef struct Step {
  enum { ADD, MULTIPLY, NEGATE, CONSTANT } kind;
  size_t a, b, result, count;
  float *elements; /* of a constant */
} Step;

typedef struct Executable {
  size_t value_count, step_count, result_count;
  Step *steps;
  size_t *results;
} Executable;

static const char *const capabilities =
    "{\"schema\": \"touchstone/capability-v1\", \"dtypes\": [\"f32\"],"
    " \"operations\": [\"stablehlo.add\", \"stablehlo.multiply\", \"stablehlo.negate\","
    " \"stablehlo.constant\"]}";

static TouchstoneStatus refuse(TouchstoneStatus status, char *message, const char *what) {
  snprintf(message, TOUCHSTONE_MESSAGE_SIZE, "%s is not supported", what);
  return status;
}

static void destroy_executable(void *backend, void *memory) {
  Executable *executable = memory;
  (void)backend;
  if (!executable) return;
  for (size_t i = 0; i < executable->step_count; i++) free(executable->steps[i].elements);
  free(executable->steps);
  free(executable->results);
  free(executable);
}

static TouchstoneStatus compile_step(const TouchstoneEquation *equation, Step *step, char *message) {
  if (equation->result_count != 1) return refuse(TOUCHSTONE_UNSUPPORTED, message, equation->name);
  if (strcmp(equation->result_types[0].dtype, "f32"))
    return refuse(TOUCHSTONE_UNSUPPORTED, message, equation->result_types[0].dtype);
  step->result = equation->first_result;
  step->count = equation->result_types[0].element_count;
  if (equation->operand_count > 0) step->a = equation->operands[0];
  if (equation->operand_count > 1) step->b = equation->operands[1];
  if (!strcmp(equation->name, "stablehlo.add")) {
    step->kind = ADD;
  } else if (!strcmp(equation->name, "stablehlo.multiply")) {
    step->kind = MULTIPLY;
  } else if (!strcmp(equation->name, "stablehlo.negate")) {
    step->kind = NEGATE;
  } else if (!strcmp(equation->name, "stablehlo.constant") && equation->attribute_count == 1) {
    const TouchstoneTensor *value = equation->attributes[0].tensor;
    step->kind = CONSTANT;
    step->elements = malloc(value->byte_count + 1);
    if (!step->elements) return refuse(TOUCHSTONE_FAILED, message, "so much memory");
    memcpy(step->elements, value->data, value->byte_count);
  } else {
    return refuse(TOUCHSTONE_UNSUPPORTED, message, equation->name);
  }
  return TOUCHSTONE_OK;
}

static TouchstoneStatus compile(
    void *backend, const TouchstoneProgram *program, void **result, char *message) {
  const TouchstoneBlock *body = &program->main->body;
  Executable *executable = calloc(1, sizeof *executable);
  TouchstoneStatus status = TOUCHSTONE_OK;
  if (!executable) return refuse(TOUCHSTONE_FAILED, message, "so much memory");
  executable->value_count = body->value_count;
  executable->result_count = body->result_count;
  executable->steps = calloc(body->equation_count + 1, sizeof(Step));
  executable->results = calloc(body->result_count + 1, sizeof(size_t));
  if (!executable->steps || !executable->results) {
    status = refuse(TOUCHSTONE_FAILED, message, "so much memory");
  } else {
    memcpy(executable->results, body->results, body->result_count * sizeof(size_t));
  }
  for (size_t i = 0; i < body->equation_count && status == TOUCHSTONE_OK; i++) {
    status = compile_step(&body->equations[i], &executable->steps[i], message);
    executable->step_count = i + 1;
  }
  if (status != TOUCHSTONE_OK) {
    destroy_executable(backend, executable);
    return status;
  }
  *result = executable;
  return TOUCHSTONE_OK;
}

static TouchstoneStatus execute(
    void *backend, void *memory, const TouchstoneTensor *arguments, size_t argument_count,
    TouchstoneTensor *results, size_t result_count, char *message) {
  Executable *executable = memory;
  float **values = calloc(executable->value_count + 1, sizeof(float *));
  TouchstoneStatus status = TOUCHSTONE_OK;
  (void)backend;
  if (!values) return refuse(TOUCHSTONE_FAILED, message, "so much memory");
  for (size_t i = 0; i < argument_count; i++) values[i] = arguments[i].data;
  for (size_t s = 0; s < executable->step_count && status == TOUCHSTONE_OK; s++) {
    Step *step = &executable->steps[s];
    const float *a = values[step->a], *b = values[step->b];
    float *y = values[step->result] = malloc((step->count + 1) * sizeof(float));
    if (!y) status = refuse(TOUCHSTONE_FAILED, message, "so much memory");
    for (size_t i = 0; y && i < step->count; i++) {
      switch (step->kind) {
        case ADD: y[i] = a[i] + b[i]; break;
        case MULTIPLY: y[i] = a[i] * b[i]; break;
        case NEGATE: y[i] = -a[i]; break;
        case CONSTANT: y[i] = step->elements[i]; break;
      }
    }
  }
  for (size_t i = 0; i < result_count && status == TOUCHSTONE_OK; i++)
    memcpy(results[i].data, values[executable->results[i]], results[i].byte_count);
  for (size_t s = 0; s < executable->step_count; s++) free(values[executable->steps[s].result]);
  free(values);
  return status;
}

static const TouchstonePlugin plugin = {
    .version = TOUCHSTONE_PLUGIN_VERSION,
    .name = "toy",
    .backend_version = "1",
    .capabilities = capabilities,
    .compile = compile,
    .execute = execute,
    .destroy_executable = destroy_executable,
};

const TouchstonePlugin *touchstone_plugin(void) { return &plugin; }
