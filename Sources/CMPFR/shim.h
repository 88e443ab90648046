#pragma once
#include <mpfr.h>
