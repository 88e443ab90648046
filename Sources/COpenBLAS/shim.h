// The importer drops declarations that mention _Complex; structs have the same layout and ABI.
#pragma once
typedef struct { float re, im; } ts_c32;
typedef struct { double re, im; } ts_c64;
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float ts_c32
#define lapack_complex_double ts_c64
#define FORCE_OPENBLAS_COMPLEX_STRUCT
#include <cblas.h>
#include <lapacke.h>
